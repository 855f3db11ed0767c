// Rewrites an address before CloudFront looks for the file (CloudFront Functions, JavaScript runtime 2.0). All links of
// the site name their file, so this is only for addresses that people type.

// CloudFormation inserts these; both are empty without a domain.
const CANONICAL_HOST = '${DomainName}';
const OTHER_HOST = '${OtherDomainName}';

// A dot alone does not make a file: sections have numbers such as 2.1.5. These extensions are files.
const FILE = /\.(?:html|htm|css|js|mjs|json|map|webmanifest|xml|txt|log|md|markdown|csv|yaml|yml|svg|png|jpg|jpeg|gif|webp|avif|ico|pdf|zip|mp4|webm|mp3|woff2|woff|ics|rss|atom|epub|apkg|colpkg|gz|tgz|tar|docx|xlsx|pptx|mov|m4a|ogg|opus|wav|tsv)$/i;

// Folders with files of any name, hidden files, and encoded slashes: never pages.
const NO_PAGE = /^\/(?:assets|search|study)\/|\/\.|\\|%2f|%5c/i;

// The pages at the root. Any other name there is a folder.
const TOP_PAGE = /^\/(?:404|compare|index|search|study)$/;

function handler(event) {
  const request = event.request;
  const host = request.headers.host.value;
  const isElsewhere = OTHER_HOST !== '' && host.toLowerCase() === OTHER_HOST;
  const address = addressOf(request.uri.replace(/\/{2,}/g, '/'));
  if (isElsewhere || address !== request.uri) {
    return redirect(isElsewhere ? CANONICAL_HOST : host, address, request.rawQueryString());
  }
  if (address.endsWith('/') && !NO_PAGE.test(address)) request.uri = address + 'index.html';
  return request;
}

// Each page has one address, so that CloudFront caches it once and an invalidation removes it. A folder needs its
// slash, because its pages link to each other with relative addresses.
function addressOf(path) {
  if (path.endsWith('/') || FILE.test(path) || NO_PAGE.test(path)) return path;
  const isFolder = path.indexOf('/', 1) === -1 && !TOP_PAGE.test(path);
  return path + (isFolder ? '/' : '.html');
}

// The location includes the host, so that the path cannot be read as another host. CloudFront accepts only the
// distribution's own hosts. Browsers forget the redirect after an hour, because a permanent one could not be changed.
function redirect(host, path, query) {
  return {
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: {
      location: { value: 'https://' + host + path + (query ? '?' + query : '') },
      'cache-control': { value: 'max-age=3600' },
    },
  };
}
