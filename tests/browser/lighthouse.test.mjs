// Lighthouse scores of the home page, a section and a service: at least 0.98 in each of its four categories.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import lighthouse from 'lighthouse';
import { launch } from 'chrome-launcher';
import { browser, executablePath, ownSite, served } from './site.mjs';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
// Lighthouse simulates the speed from one load. On a busy machine one load may be slow, so there are three tries.
const TRIES = 3;

const own = ownSite();
after(() => browser.close());

for (const path of ['index.html', 'aws-developer/38.html', 'services/aws-lambda.html']) {
  test(`lighthouse: ${path}`, async (t) => {
    const server = await served(t, own);
    const profile = mkdtempSync(join(tmpdir(), 'notewright-'));
    const chrome = await launch({ chromePath: executablePath, userDataDir: profile, logLevel: 'silent',
      chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'] });
    t.after(async () => { await chrome.kill(); rmSync(profile, { recursive: true, force: true }); });
    const best = {};
    for (let tried = 0; tried < TRIES && !CATEGORIES.every((name) => best[name]?.score >= 0.98); tried++) {
      const { lhr } = await lighthouse(`${server.origin}/${path}`, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: 'silent' });
      for (const name of CATEGORIES) {
        const { score, auditRefs } = lhr.categories[name];
        const lost = auditRefs.filter(({ id, weight }) => weight && lhr.audits[id].score < 1).map(({ id }) => id);
        if (!(best[name]?.score >= score)) best[name] = { score, lost };
      }
    }
    t.diagnostic(CATEGORIES.map((name) => `${name} ${best[name].score}`).join(', '));
    for (const name of CATEGORIES) assert.ok(best[name].score >= 0.98, `${name}: ${best[name].score}, for ${best[name].lost.join(', ')}`);
  });
}
