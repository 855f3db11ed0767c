// What the distribution does with an address before it looks for the file (CloudFront Functions, JavaScript runtime 2.0).
// Every link of the site names its file: this is for addresses that people type, and nothing depends on it.

// CloudFormation fills these in; without a domain both are empty.
const CANONICAL_HOST = '${DomainName}';
const OTHER_HOST = '${OtherDomainName}';

// A dot alone says nothing: sections have numbers such as 2.1.5. These endings are files.
const FILE = /\.(?:html|htm|css|js|mjs|json|map|webmanifest|xml|txt|log|md|markdown|csv|yaml|yml|svg|png|jpg|jpeg|gif|webp|avif|ico|pdf|zip|mp4|webm|mp3|woff2)$/i;

// Folders whose files may have any name, files that begin with a dot, and slashes in disguise: none of our pages.
const NO_PAGE = /^\/(?:assets|search)\/|\/\.|\\|%2f|%5c/i;

// The pages at the top; any other name there is a folder.
const TOP_PAGE = /^\/(?:404|index|search)$/;

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

// Each page has one address, so that an edge keeps it once and forgets it when notewright deploy says so; and a folder has
// its slash, because pages link to their neighbours.
function addressOf(path) {
  if (path.endsWith('/') || FILE.test(path) || NO_PAGE.test(path)) return path;
  const isFolder = path.indexOf('/', 1) === -1 && !TOP_PAGE.test(path);
  return path + (isFolder ? '/' : '.html');
}

// The whole address, so that what follows the host can never be taken for another host. CloudFront lets through only hosts
// that are the distribution's own. Browsers forget it after an hour: what they keep for good cannot be changed again.
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
