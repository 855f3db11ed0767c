// Generates numbered notes. Every run gives the same bytes.

// A linear congruential generator (Knuth, The Art of Computer Programming, volume 2, table 3.3.4-1, line 26).
let state = 0x9e3779b97f4a7c15n;
export function below(end) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number(state >> 33n) % end;
}

const SYLLABLES = ['ka', 'lo', 'mi', 'ter', 'san', 've', 'no', 'ri', 'du', 'pel'];
const SERVICES = ['Amazon SQS', 'Lambda', 'DynamoDB', 'CloudFront', 'API Gateway', 'EventBridge', 'KMS', 'Cognito', 'ECS', 'IAM'];
const word = () => Array.from({ length: 2 + below(3) }, () => SYLLABLES[below(10)]).join('');

export function notes(sections) {
  const text = [];
  for (let number = 1; number <= sections; number += 1) {
    text.push(`### ${number}. ${SERVICES[below(10)]} ${word()} ${word()}`, '');
    for (let line = 2 + below(4); line > 0; line -= 1) {
      const words = Array.from({ length: 8 + below(20) }, () => (below(12) ? word() : SERVICES[below(10)]));
      text.push(`- ${words.join(' ')}.`);
    }
    text.push('');
  }
  return text.join('\n');
}
