// Compares the answers of tests/policy/decisions.json with those of iam-simulate: see README.md.

import { readFileSync } from 'node:fs';
import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate';

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const cases = read('../../tests/policy/decisions.json');
const reasons = read('differences.json');

const list = (value) => (value === undefined ? [] : [value].flat());
const named = (policies) => policies.map((policy, index) => ({ name: `policy ${index + 1}`, policy }));
const ofOrganization = (policies) => (policies.length > 0 ? [{ orgIdentifier: 'o-1', policies: named(policies) }] : []);
// iam-simulate takes one policy of a resource and one of a session.
const joined = (policies) => (policies.length < 2 ? policies[0] : { Version: policies[0].Version, Statement: policies.flatMap((policy) => policy.Statement) });

// Returns a case as iam-simulate takes it. A bucket has no account in its ARN: it is the caller's, if the case names no other.
function simulation(asked) {
  const account = asked.account ?? (asked.on.split(':')[4] || asked.as.split(':')[4]);
  return {
    request: {
      principal: asked.as === '*' || asked.as === 'anonymous' ? anonymousPrincipal : asked.as,
      action: asked.do,
      resource: { resource: asked.on, accountId: /^\d{12}$/.test(account) ? account : '111122223333' },
      contextVariables: { ...asked.with },
    },
    identityPolicies: named(list(asked.identity)),
    serviceControlPolicies: ofOrganization(list(asked.scp)),
    resourceControlPolicies: ofOrganization(list(asked.rcp)),
    resourcePolicy: joined(list(asked.resource)),
    sessionPolicy: joined(list(asked.session)),
    permissionBoundaryPolicies: asked.boundary ? named(list(asked.boundary)) : undefined,
  };
}

// Returns "allowed" or "not allowed", or nothing if iam-simulate refuses the case.
async function answer(asked) {
  try {
    const result = await runSimulation(simulation(asked), {});
    if (result.resultType === 'error' || result.errors) return undefined;
    return (result.overallResult ?? result.analysis?.result) === 'Allowed' ? 'allowed' : 'not allowed';
  } catch (error) {
    console.log(`refused: ${asked.name}: ${error.message ?? error}`);
    return undefined;
  }
}

let put = 0;
const different = [];
for (const asked of cases.filter((each) => each.as)) {
  const simulated = await answer(asked);
  if (simulated === undefined) continue;
  put += 1;
  const ours = asked.expect === 'allowed' ? 'allowed' : 'not allowed';
  if (simulated !== ours) different.push({ name: asked.name, ours, simulated });
}
console.log(`${cases.length} cases, ${put} put to iam-simulate, ${put - different.length} with the same answer`);
for (const { name, ours, simulated } of different) {
  console.log(`${name}: ${ours}, iam-simulate: ${simulated}: ${reasons[name] ?? 'NO REASON IS KNOWN'}`);
}
const unknown = different.filter(({ name }) => !reasons[name]);
const gone = Object.keys(reasons).filter((name) => !different.some((each) => each.name === name));
for (const name of gone) console.log(`no longer different: ${name}`);
process.exitCode = unknown.length + gone.length > 0 ? 1 : 0;
