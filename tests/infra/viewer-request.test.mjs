// The function of the distribution: src/hosting/cloudformation/viewer-request.js, as CloudFormation passes it to
// CloudFront.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const program = process.env.NOTEWRIGHT ?? resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target', 'debug/notewright');
const source = readFileSync(join(repository, 'src/hosting/cloudformation/viewer-request.js'), 'utf8');

const CLOUDFRONT = 'd111111abcdef8.cloudfront.net';

// Returns the result for an address: the path that is requested from S3, or the redirect target.
function distribution(domain = '', other = '') {
  const names = { DomainName: domain, OtherDomainName: other };
  const context = createContext({});
  runInContext(source.replace(/\$\{(\w+)\}/g, (_, name) => names[name]), context);
  return (asked, host = domain || CLOUDFRONT) => {
    const [, uri, query] = /^([^?]*)(?:\?(.*))?$/s.exec(asked);
    const request = { method: 'GET', uri, querystring: {}, headers: { host: { value: host } }, cookies: {}, rawQueryString: () => query };
    const result = context.handler({ version: '1.0', context: { eventType: 'viewer-request' }, viewer: { ip: '192.0.2.1' }, request });
    if (result === request) return request.uri;
    assert.equal(result.statusCode, 301);
    assert.equal(result.headers['cache-control'].value, 'max-age=3600');
    return result.headers.location.value;
  };
}

// Follows a redirect, which must be the last one. (A browser would normalize backslashes and dots before its first
// request; other programs do not.)
function settled(answer, location) {
  const { protocol, host } = new URL(location);
  assert.equal(protocol, 'https:');
  const file = answer(location.slice(`https://${host}`.length), host);
  assert.ok(file.startsWith('/'), `${location} leads on to ${file}`);
  return file;
}

const site = `https://${CLOUDFRONT}`;

const CASES = [
  // address                        // file in the bucket, or redirect target
  ['/', '/index.html'],
  ['/?utm_source=mail', '/index.html'],
  ['/index.html', '/index.html'],
  ['/index', `${site}/index.html`],
  ['/404', `${site}/404.html`],
  ['/404.html', '/404.html'],
  ['/search', `${site}/search.html`],
  ['/search.html?q=sqs', '/search.html'],
  // Folders.
  ['/aws-developer/', '/aws-developer/index.html'],
  ['/aws-developer', `${site}/aws-developer/`],
  ['/aws-developer?from=mail', `${site}/aws-developer/?from=mail`],
  ['/aws-developer?a=1&a=2&b=%2F&c', `${site}/aws-developer/?a=1&a=2&b=%2F&c`],
  ['/aws-developer?', `${site}/aws-developer/`],
  ['/services', `${site}/services/`],
  ['/services/', '/services/index.html'],
  ['/aws/compute/', '/aws/compute/index.html'],
  ['/%E6%97%A5%E6%9C%AC', `${site}/%E6%97%A5%E6%9C%AC/`],
  ['/v1.2', `${site}/v1.2/`],
  // Pages.
  ['/aws-developer/47', `${site}/aws-developer/47.html`],
  ['/aws-developer/47?x=1', `${site}/aws-developer/47.html?x=1`],
  ['/aws-developer/47.html', '/aws-developer/47.html'],
  ['/aws-developer/17a', `${site}/aws-developer/17a.html`],
  ['/aws-developer/290-2', `${site}/aws-developer/290-2.html`],
  ['/aws-developer/print', `${site}/aws-developer/print.html`],
  ['/aws-developer/from-101', `${site}/aws-developer/from-101.html`],
  ['/services/amazon-sqs', `${site}/services/amazon-sqs.html`],
  ['/services/amazon-sqs/2', `${site}/services/amazon-sqs/2.html`],
  ['/aws/compute/3', `${site}/aws/compute/3.html`],
  ['/notes/create-a-namespace', `${site}/notes/create-a-namespace.html`],
  ['/notes/%E3%83%86%E3%82%B9%E3%83%88', `${site}/notes/%E3%83%86%E3%82%B9%E3%83%88.html`],
  // Numbers and names with dots.
  ['/aws/2.1.5', `${site}/aws/2.1.5.html`],
  ['/aws/2.1.5.html', '/aws/2.1.5.html'],
  ['/aws/1.3b', `${site}/aws/1.3b.html`],
  ['/docs/v1.2', `${site}/docs/v1.2.html`],
  ['/docs/v1.2/', '/docs/v1.2/index.html'],
  ['/api/std.vec.Vec', `${site}/api/std.vec.Vec.html`],
  // Files that are not pages.
  ['/sitemap.xml', '/sitemap.xml'],
  ['/sitemap-2.xml', '/sitemap-2.xml'],
  ['/robots.txt', '/robots.txt'],
  ['/site.json', '/site.json'],
  ['/favicon.ico', '/favicon.ico'],
  ['/assets/style.0123456789.css', '/assets/style.0123456789.css'],
  ['/assets/licence.0123456789', '/assets/licence.0123456789'],
  ['/assets/queue.0123456789.PNG', '/assets/queue.0123456789.PNG'],
  ['/assets/', '/assets/'],
  ['/search/t0.0123456789.js', '/search/t0.0123456789.js'],
  ['/search/x', '/search/x'],
  // The bucket policy denies the state of deploys. The function changes nothing there.
  ['/.notewright/deploy.json.gz', '/.notewright/deploy.json.gz'],
  ['/.notewright/', '/.notewright/'],
  ['/.notewright', '/.notewright'],
  ['/notes/.notewright/deploy', '/notes/.notewright/deploy'],
  ['/.well-known/security.txt', '/.well-known/security.txt'],
  ['/.env', '/.env'],
  // Repeated slashes.
  ['//', `${site}/`],
  ['//aws-developer', `${site}/aws-developer/`],
  ['/aws-developer//47', `${site}/aws-developer/47.html`],
  ['/aws-developer///47.html?x=//y', `${site}/aws-developer/47.html?x=//y`],
  ['/aws-developer//', `${site}/aws-developer/`],
  ['//.notewright/deploy.json.gz', `${site}/.notewright/deploy.json.gz`],
  // Redirects never leave this host.
  ['//evil.com', `${site}/evil.com/`],
  ['///evil.com', `${site}/evil.com/`],
  ['//evil.com/', `${site}/evil.com/`],
  ['//evil.com/47', `${site}/evil.com/47.html`],
  ['//evil.com/%2e%2e', `${site}/evil.com/%2e%2e.html`],
  ['//user@evil.com', `${site}/user@evil.com/`],
  ['/\\evil.com', '/\\evil.com'],
  ['/\\/evil.com', '/\\/evil.com'],
  ['//\\evil.com', `${site}/\\evil.com`],
  ['/%2Fevil.com', '/%2Fevil.com'],
  ['/%2f%2fevil.com', '/%2f%2fevil.com'],
  ['/%5Cevil.com', '/%5Cevil.com'],
  ['/%5c%2fevil.com/', '/%5c%2fevil.com/'],
  ['/%252Fevil.com', `${site}/%252Fevil.com/`],
  ['/https://evil.com', `${site}/https:/evil.com.html`],
  ['/https:%2F%2Fevil.com', '/https:%2F%2Fevil.com'],
  ['/%09/evil.com', `${site}/%09/evil.com.html`],
  ['/evil.com', `${site}/evil.com/`],
  ['/javascript:alert(1)', `${site}/javascript:alert(1)/`],
  ['/a%0d%0aLocation:%20x', `${site}/a%0d%0aLocation:%20x/`],
];

for (const [asked, expected] of CASES) {
  test(`${asked} -> ${expected}`, () => {
    const answer = distribution();
    const got = answer(asked);
    assert.equal(got, expected);
    if (!got.startsWith('/')) {
      assert.equal(new URL(got).host, CLOUDFRONT);
      settled(answer, got);
    }
  });
}

// The table that the preview and a deploy are held to as well (tests/serve/http.rs, tests/deploy/publish.rs).
for (const [asked, expected] of JSON.parse(readFileSync(join(repository, 'tests/infra/addresses.json'), 'utf8'))) {
  test(`as the preview: ${asked} -> ${expected}`, () => {
    assert.equal(distribution()(asked), expected.replace(/^301 /, site));
  });
}

// A site with a domain and a second name.
const NAMED = [
  ['www.example.com', '/', 'https://example.com/'],
  ['WWW.Example.com', '/', 'https://example.com/'],
  ['www.example.com', '/aws-developer/47.html?q=a&q=b', 'https://example.com/aws-developer/47.html?q=a&q=b'],
  ['www.example.com', '/aws-developer', 'https://example.com/aws-developer/'],
  ['www.example.com', '//evil.com', 'https://example.com/evil.com/'],
  ['www.example.com', '/\\evil.com', 'https://example.com/\\evil.com'],
  ['www.example.com', '/%2fevil.com', 'https://example.com/%2fevil.com'],
  ['www.example.com', '/assets/style.0123456789.css', 'https://example.com/assets/style.0123456789.css'],
  ['example.com', '/', '/index.html'],
  ['example.com', '/aws-developer', 'https://example.com/aws-developer/'],
  // Before the DNS record exists, CloudFront's own name works.
  [CLOUDFRONT, '/', '/index.html'],
  [CLOUDFRONT, '/aws-developer', `${site}/aws-developer/`],
];

for (const [host, asked, expected] of NAMED) {
  test(`${host}${asked} -> ${expected}`, () => {
    const answer = distribution('example.com', 'www.example.com');
    const got = answer(asked, host);
    assert.equal(got, expected);
    if (!got.startsWith('/')) settled(answer, got);
  });
}

test('a name in front is as good as a bare one', () => {
  const answer = distribution('www.example.com', 'example.com');
  assert.equal(answer('/aws-developer', 'example.com'), 'https://www.example.com/aws-developer/');
  assert.equal(answer('/', 'www.example.com'), '/index.html');
});

test('any redirect stays on this host and is the only one', () => {
  const parts = ['/', '/', '//', '\\', '.', '..', '%2f', '%5C', '%2e', '%09', '@', ':', ';', '?', '#', 'evil.com', 'a', '47', '2.1', '.html', '.notewright', 'assets', '\u00e9'];
  // A linear congruential generator (Numerical Recipes): the same addresses in every run.
  let seed = 1;
  const random = (below) => { seed = (seed * 1664525 + 1013904223) >>> 0; return Math.floor((seed / 2 ** 32) * below); };
  const answer = distribution('example.com', 'www.example.com');
  let redirects = 0;
  for (let round = 0; round < 50_000; round++) {
    const asked = '/' + Array.from({ length: 1 + random(6) }, () => parts[random(parts.length)]).join('');
    const got = answer(asked.split('#')[0], random(3) ? 'example.com' : 'www.example.com');
    if (got.startsWith('/')) continue;
    redirects++;
    assert.equal(new URL(got).host, 'example.com', asked);
    settled(answer, got);
  }
  assert.ok(redirects > 10_000, `${redirects}`);
});

test('every file of a built site is served as it is, and its pages by their short names', (t) => {
  const out = mkdtempSync(join(tmpdir(), 'notewright-'));
  t.after(() => rmSync(out, { recursive: true, force: true }));
  execFileSync(program, ['build', '--quiet', '--root', repository, '--out', join(out, 'site')]);
  const files = readdirSync(join(out, 'site'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(join(out, 'site').length));
  assert.ok(files.length > 250, `${files.length}`);
  const answer = distribution();
  for (const file of files) {
    assert.equal(answer(file), file);
    if (file.endsWith('/index.html')) assert.equal(answer(file.slice(0, -'index.html'.length)), file);
    if (file.endsWith('.html')) assert.equal(answer(file.slice(0, -'.html'.length)), `${site}${file}`);
  }
});

test('it is small, and holds only what the edge understands', () => {
  assert.ok(source.length < 10_240, `${source.length}`);
  // The runtime supports only some newer features ("JavaScript runtime 2.0 features for CloudFront Functions").
  for (const unknown of [/\?\./, /\?\?/, /\.\.\./, /\(\?</, /\bclass\b/, /\bfor\s*\(.*\bof\b/, /\bimport\b/, /=>/, /`/]) {
    assert.doesNotMatch(source, unknown);
  }
  assert.deepEqual([...source.matchAll(/\$\{(\w*)/g)].map(([, name]) => name), ['DomainName', 'OtherDomainName']);
});
