// Whether a policy allows a request: the rules of src/policy/evaluate.rs, for the form under a policy. It takes policies as
// parsed JSON and a request; it asks AWS nothing and knows no other policies. tests/policy/decisions.json holds both programs
// to the same answers. Source: IAM User Guide, "Policy evaluation logic", "Condition operators".
'use strict';

(() => {
  const LAYERS = ['serviceControl', 'resourceControl', 'resource', 'identity', 'boundary', 'session'];
  const OPERATORS = `StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike StringNotLike
    NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals DateEquals
    DateNotEquals DateLessThan DateLessThanEquals DateGreaterThan DateGreaterThanEquals Bool BinaryEquals IpAddress NotIpAddress
    ArnEquals ArnNotEquals ArnLike ArnNotLike Null`.split(/\s+/);
  // From the closest to the widest: how a principal names a caller.
  const REACHES = ['session', 'user', 'role', 'everyone', 'account'];
  // What a template or the reader of an example fills in: nothing can be compared with it.
  const PLACEHOLDER =
    /<[^<>"*\n]{1,59}>|(?<!\$)\{[^{}"*\n]{1,59}\}|\$\{(?![^:}]+:[^:}])(?![*?$]\})[^}]+\}|\$[a-z_]|%s|…|\.\.\./i;

  const list = (value) => (value === undefined ? [] : [value].flat());
  const texts = (value) => list(value).map(String);
  const isUnknown = (text) => PLACEHOLDER.test(text);

  // --- patterns: a list of literal characters and the wildcards ANY and ONE --------------------------------------------------

  const ANY = Symbol('*');
  const ONE = Symbol('?');

  const tokens = (text) => Array.from(text, (character) => ({ '*': ANY, '?': ONE })[character] ?? character);

  function matches(pattern, text) {
    const given = Array.from(text);
    let [at, from, star, end] = [0, 0, -1, 0];
    while (from < given.length) {
      if (pattern[at] === ANY) {
        [star, end] = [at, from];
        at += 1;
      } else if (at < pattern.length && (pattern[at] === ONE || pattern[at] === given[from])) {
        at += 1;
        from += 1;
      } else if (star >= 0) {
        end += 1;
        [at, from] = [star + 1, end];
      } else {
        return false;
      }
    }
    return pattern.slice(at).every((token) => token === ANY);
  }

  // Splits at the first five colons, as an ARN does.
  function parts(items) {
    const found = [];
    let rest = items;
    while (found.length < 5 && rest.includes(':')) {
      const colon = rest.indexOf(':');
      found.push(rest.slice(0, colon));
      rest = rest.slice(colon + 1);
    }
    return [...found, rest];
  }

  // Compares an ARN part by part: `*` does not reach over the colons before the resource.
  function matchesArn(pattern, arn) {
    if (pattern.length === 1 && pattern[0] === ANY) return true;
    const given = parts(Array.from(arn)).map((part) => part.join(''));
    if (given.length < 6) return matches(pattern, arn);
    const wanted = parts(pattern);
    const isShort = wanted.length < 6;
    if (isShort && wanted.at(-1).at(-1) !== ANY) return false;
    return given.every((part, index) => (wanted[index] ? matches(wanted[index], part) : isShort));
  }

  // An ARN with `*` for the parts that a resource leaves out at its end.
  function completed(wanted) {
    if (!'arn:'.split('').every((character, index) => wanted[index] === character)) return wanted;
    return [...wanted, ...Array(6 - parts(wanted).length).fill([':', ANY]).flat()];
  }

  // --- the request -----------------------------------------------------------------------------------------------------------

  function callerOf(name) {
    if (name === undefined || name === '') return { kind: 'attached' };
    if (name === '*' || name === 'anonymous') return { kind: 'anonymous' };
    if (/:(oidc|saml)-provider\//.test(name)) return { kind: 'federated', name };
    if (name.startsWith('arn:')) return { kind: 'identity', name, account: name.split(':')[4] };
    if (name.endsWith('.amazonaws.com') && !name.startsWith('cognito-identity.')) return { kind: 'service', name };
    return { kind: 'federated', name };
  }

  // The role of a session: its partition, account and name.
  function roleOf(session) {
    const [, partition, service, , account, ...rest] = session.split(':');
    const found = service === 'sts' && /^assumed-role\/([^/]*)\//.exec(rest.join(':'));
    return found ? { partition, account, role: found[1] } : undefined;
  }

  // The values of condition keys by their names in small letters: those that the caller and the resource imply, and the given
  // ones.
  function contextOf({ as, on, account, context }, caller) {
    const values = new Map();
    const add = (key, value) => values.set(key.toLowerCase(), [value]);
    if (caller.kind === 'identity') {
      const arn = caller.name;
      const role = roleOf(arn);
      add('aws:PrincipalArn', role ? `arn:${role.partition}:iam::${role.account}:role/${role.role}` : arn);
      add('aws:PrincipalAccount', caller.account ?? '');
      add('aws:PrincipalIsAWSService', 'false');
      const kinds = [[/:root$/, 'Account'], [/:user\//, 'User'], [/:federated-user\//, 'FederatedUser'], [/^/, 'AssumedRole']];
      add('aws:PrincipalType', kinds.find(([shape]) => shape.test(arn))[1]);
      const user = arn.split(':user/')[1];
      if (user !== undefined) add('aws:username', user.split('/').at(-1));
    } else if (caller.kind === 'service') {
      add('aws:PrincipalIsAWSService', 'true');
      add('aws:PrincipalServiceName', as);
    } else if (caller.kind === 'anonymous') {
      add('aws:PrincipalType', 'Anonymous');
    }
    const [, , , region, owner] = on.split(':');
    if (region && region !== '*') add('aws:RequestedRegion', region);
    if (account ?? owner) add('aws:ResourceAccount', account ?? owner);
    for (const [key, given] of Object.entries(context ?? {})) values.set(key.toLowerCase(), texts(given));
    return values;
  }

  // --- statements ------------------------------------------------------------------------------------------------------------

  // A text of a policy as a pattern, with its variables filled in. Undefined if the request has no value for one.
  function pattern(text, { hasVariables, context }) {
    if (!hasVariables) return tokens(text);
    let isKnown = true;
    const filled = text.split(/(\$\{[^}]*\})/).flatMap((part) => {
      const inside = /^\$\{([^}]*)\}$/.exec(part)?.[1];
      const [key, fallback] = (inside ?? '').split(',').map((word) => word.trim());
      const isVariable = ['*', '?', '$'].includes(key) || (key.includes(':') && !key.includes('::') && !key.includes(' '));
      if (inside === undefined || !isVariable) return tokens(part);
      if (key.length === 1) return [key];
      const values = context.get(key.toLowerCase()) ?? [];
      const value = values.length === 1 ? values[0] : fallback?.replaceAll("'", '');
      isKnown &&= value !== undefined;
      return Array.from(value ?? '');
    });
    return isKnown ? filled : undefined;
  }

  const filled = (text, around) => pattern(text, around)?.map((token) => ({ [ANY]: '*', [ONE]: '?' })[token] ?? token).join('');

  function reach(kind, name, caller) {
    if (isUnknown(name)) return undefined;
    if (name === '*' && kind === 'AWS') return 'everyone';
    if (kind === 'Service') return caller.kind === 'service' && name === caller.name ? 'user' : undefined;
    if (kind === 'Federated') return caller.kind === 'federated' && name === caller.name ? 'user' : undefined;
    if (kind !== 'AWS' || caller.kind !== 'identity') return undefined;
    const arn = caller.name;
    if (name === arn) {
      if (/:(assumed-role|federated-user)\//.test(arn)) return 'session';
      if (arn.includes(':role/')) return 'role';
      return arn.endsWith(':root') ? 'account' : 'user';
    }
    if (name === caller.account || (name.endsWith(':root') && name.split(':')[4] === caller.account)) return 'account';
    const role = roleOf(arn);
    const start = role && `arn:${role.partition}:iam::${role.account}:role/`;
    return role && name.startsWith(start) && name.split('/').at(-1) === role.role ? 'role' : undefined;
  }

  // Whether a denial of all others spares the caller: its own ARN, that of its role, and its account have to be listed.
  function spares(found, caller) {
    if (found.includes('everyone')) return true;
    if (caller.kind !== 'identity') return found.some((reached) => reached !== undefined);
    const shapes = [[/:root$/, []], [/:assumed-role\//, ['session', 'role']], [/:federated-user\//, ['session']], [/:role\//, ['role']], [/^/, ['user']]];
    const [, needed] = shapes.find(([shape]) => shape.test(caller.name));
    return [...needed, 'account'].every((one) => found.includes(one));
  }

  // How closely a statement names the caller; undefined if it is about others.
  function reachOf(rule, caller) {
    const who = rule.Principal ?? rule.NotPrincipal;
    if (who === undefined) return 'user';
    const named = typeof who === 'string' ? { AWS: who } : who;
    const found = Object.entries(named).flatMap(([kind, names]) => texts(names).map((name) => reach(kind, name, caller)));
    if (rule.Principal === undefined && rule.Effect === 'Deny') return spares(found, caller) ? undefined : 'everyone';
    const closest = REACHES.find((candidate) => found.includes(candidate));
    if (rule.Principal !== undefined) return closest;
    return closest === undefined ? 'everyone' : undefined;
  }

  const ignoringCase = (text, other) => text.toLowerCase() === other.toLowerCase();

  function hasAction(rule, action) {
    const names = texts(rule.Action ?? rule.NotAction);
    const isNamed = names.some((name) => !isUnknown(name) && matches(tokens(name.toLowerCase()), action.toLowerCase()));
    return names.length > 0 && isNamed === (rule.Action !== undefined);
  }

  function hasResource(rule, arn, around) {
    // A trust policy is about its role.
    if (rule.Resource === undefined && rule.NotResource === undefined) return (rule.Principal ?? rule.NotPrincipal) !== undefined;
    const names = texts(rule.Resource ?? rule.NotResource);
    if (names.length === 0) return false;
    const isNamed = names.some((name) => {
      if (name === '*') return true;
      const wanted = isUnknown(name) ? undefined : pattern(name, around);
      return wanted !== undefined && matchesArn(completed(wanted), arn);
    });
    return isNamed === (rule.Resource !== undefined);
  }

  // --- conditions ------------------------------------------------------------------------------------------------------------

  function operatorOf(written) {
    const [, set, name] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/is.exec(written);
    const ifExists = /IfExists$/i.test(name);
    const bare = ifExists ? name.slice(0, -'IfExists'.length) : name;
    const base = OPERATORS.find((known) => ignoringCase(known, bare));
    return { set: set?.toLowerCase(), ifExists, base: base === 'Null' && ifExists ? undefined : base };
  }

  // An address as a number and its length in bits.
  function address(text) {
    if (/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text)) {
      const bytes = text.split('.').map(Number);
      return bytes.some((byte) => byte > 255) ? undefined : [bytes.reduce((all, byte) => all * 256n + BigInt(byte), 0n), 32];
    }
    // The last 32 bits may be written as an IPv4 address (RFC 4291, section 2.2).
    const quad = /^(.*:)([\d.]+\.[\d.]+)$/.exec(text);
    if (quad) {
      const last = address(quad[2]);
      return last?.[1] === 32 ? address(`${quad[1]}${(last[0] >> 16n).toString(16)}:${(last[0] & 0xffffn).toString(16)}`) : undefined;
    }
    const [head, tail, ...more] = text.split('::');
    const groups = (half) => (half ? half.split(':') : []);
    const [before, after] = [groups(head), groups(tail)];
    const missing = 8 - before.length - after.length;
    const all = [...before, ...Array(tail === undefined ? 0 : Math.max(missing, 0)).fill('0'), ...after];
    if (more.length > 0 || (tail !== undefined && missing < 1) || all.length !== 8 || !all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
    return [all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n), 128];
  }

  function isInRange(text, range) {
    const [network, length, ...more] = range.split('/');
    if (more.length > 0 || length === '' || !/^\d*$/.test(length ?? '')) return false;
    const [given, wanted] = [address(text), address(network)];
    if (!given || !wanted || given[1] !== wanted[1]) return false;
    const rest = BigInt(given[1] - Math.min(length === undefined ? given[1] : Number(length), given[1]));
    return given[0] >> rest === wanted[0] >> rest;
  }

  const number = (text) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined);

  // Seconds since 1970 of a date in ISO 8601, or of a number of seconds.
  function seconds(text) {
    if (number(text) !== undefined) return number(text);
    const shape = /^(\d{1,4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:T(\d+)(?::(\d+))?(?::([\d.]+))?(Z|[+-]\d\d:?(?:\d\d)?)?)?$/i;
    const found = shape.exec(text);
    if (!found) return undefined;
    const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part, index) => Number(part ?? (index < 3 ? 1 : 0)));
    if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
    const zone = /^([+-])(\d\d):?(\d\d)?$/.exec(found[7] ?? '');
    const offset = zone ? Number(`${zone[1]}1`) * (Number(zone[2]) * 3600 + Number(zone[3] ?? 0) * 60) : 0;
    return new Date(0).setUTCFullYear(year, month - 1, day) / 1000 + hour * 3600 + minute * 60 + second - offset;
  }

  function isOrdered(base, given, wanted) {
    if (given === undefined || wanted === undefined) return false;
    const relation = base.replace(/^(Numeric|Date)/, '');
    if (relation.startsWith('LessThan')) return given < wanted || (relation.endsWith('Equals') && given === wanted);
    if (relation.startsWith('GreaterThan')) return given > wanted || (relation.endsWith('Equals') && given === wanted);
    return given === wanted;
  }

  // Whether a value of the request matches one of the policy, by the operator without its `Not`.
  function compare(base, given, value, around) {
    if (isUnknown(value)) return false;
    const wanted = pattern(value, around);
    if (wanted === undefined) return false;
    if (base.startsWith('Arn')) return matchesArn(wanted, given);
    if (base.endsWith('Like')) return matches(wanted, given);
    const text = filled(value, around);
    if (base.endsWith('IgnoreCase') || base === 'Bool') return ignoringCase(given, text);
    if (base.endsWith('IpAddress')) return isInRange(given, text);
    if (base.startsWith('Numeric')) return isOrdered(base, number(given), number(text));
    if (base.startsWith('Date')) return isOrdered(base, seconds(given), seconds(text));
    return given === text;
  }

  function holds(written, key, wanted, around) {
    const { set, ifExists, base } = operatorOf(written);
    if (base === undefined) return false;
    const found = around.context.get(key.toLowerCase());
    const given = found?.length ? found : undefined;
    if (base === 'Null') return wanted.some((value) => ignoringCase(value, String(given === undefined)));
    const isNegated = base.includes('Not');
    const fits = (value) => wanted.some((other) => compare(base, value, other, around)) !== isNegated;
    if (given === undefined) {
      if (set === 'forallvalues') return true;
      return ifExists || (set === undefined && isNegated);
    }
    return set === 'forallvalues' || (set === undefined && isNegated) ? given.every(fits) : given.some(fits);
  }

  // The key of the first condition that is false.
  function falseCondition(rule, around) {
    const isObject = (value) => typeof value === 'object' && value !== null;
    if (rule.Condition !== undefined && !isObject(rule.Condition)) return 'Condition';
    // An operator without keys is a mistake, and never true.
    const tests = Object.entries(rule.Condition ?? {}).flatMap(([operator, keys]) =>
      (isObject(keys) ? Object.entries(keys).map(([key, values]) => [operator, key, texts(values)]) : [['', operator, []]]));
    return tests.find(([operator, key, values]) => !holds(operator, key, values, around))?.[1];
  }

  // --- the decision ----------------------------------------------------------------------------------------------------------

  class Judge {
    constructor(request) {
      this.request = request;
      this.caller = callerOf(request.as);
      this.context = contextOf(request, this.caller);
    }

    // Either how closely a statement names the caller, or why it does not match.
    match(rule, policy) {
      const around = { context: this.context, hasVariables: policy.Version !== undefined && policy.Version !== '2008-10-17' };
      const found = reachOf(rule, this.caller);
      if (found === undefined) return { miss: 'it is about another principal' };
      if (!hasAction(rule, this.request.do)) return { miss: 'it is about other actions' };
      if (!hasResource(rule, this.request.on, around)) return { miss: 'it is about other resources' };
      const key = falseCondition(rule, around);
      return key === undefined ? { reach: found } : { miss: `its condition on \`${key}\` is false` };
    }

    // The statements of a layer that have this effect on the request.
    find(layer, effect) {
      return layer.flatMap((policy) => list(policy.Statement).flatMap((rule, index) => {
        const found = rule.Effect === effect ? this.match(rule, policy) : {};
        return found.reach ? [{ ...found, number: index + 1, sid: rule.Sid }] : [];
      }));
    }

    // No policies are attached to services, and to those without an identity in IAM.
    get isOutside() {
      return ['service', 'anonymous', 'federated'].includes(this.caller.kind);
    }

    get isSession() {
      return this.caller.kind === 'identity' && /:(assumed-role|federated-user|role)\//.test(this.caller.name);
    }

    get isCrossAccount() {
      const owner = this.request.account ?? this.request.on.split(':')[4];
      return Boolean(this.caller.account && owner && owner !== '*' && owner !== this.caller.account);
    }

    // Keys and roles have to allow it in their own policy (KMS Developer Guide, "Key policies").
    get needsResourcePolicy() {
      const action = this.request.do.toLowerCase();
      return (action.startsWith('kms:') && this.request.on.includes(':key/')) || action.startsWith('sts:assumerole');
    }

    // The statement that allows, or why none does.
    allow({ serviceControl, resource, identity, boundary, session }) {
      const byResource = this.find(resource, 'Allow');
      if (this.isOutside) {
        return byResource[0] ?? "the resource's policy has no statement that allows this caller";
      }
      if (serviceControl.length > 0 && !this.find(serviceControl, 'Allow').length) {
        return 'no service control policy allows it: is `FullAWSAccess` missing among the files?';
      }
      // A grant to the user or the session itself passes boundaries and session policies; one to the role does not.
      const isPersonal = ({ reach: found }) => ['session', 'user'].includes(found) || (found === 'everyone' && !this.isSession);
      const personal = this.isCrossAccount ? undefined : byResource.find(isPersonal);
      if (personal) return personal;
      if (boundary.length > 0 && !this.find(boundary, 'Allow').length) return 'the permissions boundary does not allow it';
      if (session.length > 0 && !this.find(session, 'Allow').length) return 'the session policy does not allow it';
      const [byIdentity] = this.find(identity, 'Allow');
      if (this.isCrossAccount) {
        if (byIdentity && byResource.length) return byIdentity;
        if (byIdentity) return "the resource's policy does not allow it, and between accounts both sides have to";
        if (this.caller.name.endsWith(':root')) return "root of another account needs the resource's policy";
        return 'no identity policy allows it, and between accounts both sides have to';
      }
      const direct = byResource.find(({ reach: found }) => found !== 'account');
      if (direct) return direct;
      if (!byIdentity) return 'no policy allows it';
      if (this.needsResourcePolicy && !byResource.length) return 'keys and roles have to allow it in their own policy too';
      return byIdentity;
    }

    misses(policy) {
      return list(policy.Statement).flatMap((rule, index) => {
        const { miss } = rule.Effect === 'Deny' ? {} : this.match(rule, policy);
        return miss ? [`${described({ number: index + 1, sid: rule.Sid })} does not count: ${miss}`] : [];
      });
    }
  }

  const described = ({ number: count, sid }) => `statement ${count}${sid ? ` (\`${sid}\`)` : ''}`;

  // Decides about a request `{as, do, on, account, context}`. `policies` has lists of parsed policies: identity, resource,
  // boundary, session, serviceControl, resourceControl.
  function evaluate(request, policies) {
    const layers = Object.fromEntries(LAYERS.map((layer) => [layer, policies[layer] ?? []]));
    const judge = new Judge(request);
    // Service control policies bind the users and roles of an organization, and no one else.
    if (judge.isOutside) layers.serviceControl = [];
    for (const layer of LAYERS) {
      const [denial] = judge.find(layers[layer], 'Deny');
      if (denial) return { decision: 'denied', reason: `${described(denial)} denies it`, misses: [] };
    }
    const outcome = judge.allow(layers);
    if (typeof outcome !== 'string') return { decision: 'allowed', reason: `${described(outcome)} allows it`, misses: [] };
    const misses = LAYERS.flatMap((layer) => layers[layer].flatMap((policy) => judge.misses(policy)));
    return { decision: 'not allowed', reason: outcome, misses };
  }

  globalThis.notewrightPolicy = { evaluate };
})();
