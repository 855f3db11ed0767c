// The form under a policy gives the answers of `notewright policy`: both are held to the same table.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import vm from 'node:vm';

const read = (path) => readFile(new URL(path, import.meta.url), 'utf8');

test('the script of the page decides as the table says', async () => {
  const context = vm.createContext({});
  vm.runInContext(await read('../../static/js/policy-evaluate.js'), context);
  const cases = JSON.parse(await read('../policy/decisions.json'));
  const layers = { identity: 'identity', resource: 'resource', boundary: 'boundary', session: 'session', scp: 'serviceControl', rcp: 'resourceControl' };
  const names = { allowed: 'allowed', 'explicitly denied': 'denied', 'implicitly denied': 'not allowed' };
  assert.ok(cases.length >= 150);
  const wrong = cases.filter((one) => {
    const policies = Object.fromEntries(Object.entries(layers).map(([key, layer]) => [layer, one[key] === undefined ? [] : [one[key]].flat()]));
    const request = { as: one.as, do: one.do, on: one.on, account: one.account, context: one.with };
    return context.notewrightPolicy.evaluate(request, policies).decision !== names[one.expect];
  });
  assert.deepEqual(wrong.map((one) => one.name), []);
});
