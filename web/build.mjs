// Builds the page into tilebuild/serve/static: one script, one worker, one style sheet, and the fonts, nothing else.
// Everything under assets/ bears a hash in its name, so that a server may let browsers keep it for ever.

import {createHash} from 'node:crypto';
import {cp, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, '..', 'tilebuild', 'serve', 'static');
const assets = join(out, 'assets');
const modules = join(here, 'node_modules');

// The names that the map styles ask for, and the fonts' own words for weight and slope.
const FACES = {
  'Noto Sans Regular': '400-normal',
  'Noto Sans Medium': '500-normal',
  'Noto Sans Italic': '400-italic',
};
// Font packages and which of their subsets to ship; the first that covers a character draws it.
const FONTS = [
  ['noto-sans', ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'vietnamese', 'devanagari']],
  ['noto-sans-arabic', ['arabic']],
  ['noto-sans-hebrew', ['hebrew']],
  ['noto-sans-armenian', ['armenian']],
  ['noto-sans-georgian', ['georgian']],
  ['noto-sans-thai', ['thai']],
];

// Every package that something was taken from: its licence goes along.
const packages = new Set(FONTS.map(([font]) => `@fontsource/${font}`));

const hashed = (data) => createHash('sha256').update(data).digest('hex').slice(0, 10);

async function copyHashed(source, name, extension) {
  const data = await readFile(source);
  const target = `${name}-${hashed(data)}.${extension}`;
  await writeFile(join(assets, target), data);
  return `assets/${target}`;
}

// Scripts other than the first package's have no italics: there the upright ones stand in.
function fileOf(font, subset, style) {
  const drawn = font === 'noto-sans' ? style : style.replace('italic', 'normal');
  return [`${font}-${subset}-${drawn}.woff2`, `${subset}-${drawn}`];
}

async function fontFaces() {
  const faces = {};
  for (const [face, style] of Object.entries(FACES)) {
    faces[face] = [];
    for (const [font, subsets] of FONTS) {
      const folder = join(modules, '@fontsource', font);
      const ranges = JSON.parse(await readFile(join(folder, 'unicode.json'), 'utf8'));
      for (const subset of subsets) {
        const [file, name] = fileOf(font, subset, style);
        const url = await copyHashed(join(folder, 'files', file), name, 'woff2');
        faces[face].push({url, 'unicode-range': ranges[subset].split(',')});
      }
    }
  }
  // Asked for where a name is in Devanagari.
  faces['Noto Sans Devanagari Regular v1'] = faces['Noto Sans Regular'];
  return faces;
}

async function bundle(entry, name, extra = {}) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    metafile: true,
    write: false,
    outdir: assets,
    logLevel: 'warning',
    ...extra,
  });
  for (const input of Object.keys(result.metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
  const written = {};
  for (const file of result.outputFiles) {
    const extension = file.path.endsWith('.css') ? 'css' : 'js';
    const target = `${name}-${hashed(file.contents)}.${extension}`;
    await writeFile(join(assets, target), file.contents);
    written[extension] = `assets/${target}`;
  }
  return written;
}

async function licences() {
  const texts = [];
  for (const name of [...packages].sort()) {
    const about = JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8'));
    const file = (await readdir(join(modules, name))).find((one) => /^licen[cs]e/i.test(one));
    const text = file ? await readFile(join(modules, name, file), 'utf8') : '';
    texts.push(`${name} ${about.version} (${about.license})\n\n${text.trim()}\n`);
  }
  return `The preview page contains these works.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

await rm(out, {recursive: true, force: true});
await mkdir(assets, {recursive: true});
const faces = await fontFaces();
const worker = await bundle(join(modules, 'maplibre-gl', 'dist', 'maplibre-gl-worker.mjs'), 'worker');
const page = await bundle(join(here, 'src', 'main.ts'), 'page', {
  define: {FONT_FACES: JSON.stringify(faces), WORKER_URL: JSON.stringify(worker.js)},
  loader: {'.svg': 'dataurl'},
});
const face = (name) => faces[name].find((one) => one['unicode-range'].includes('U+0000-00FF')).url;
const html = (await readFile(join(here, 'index.html'), 'utf8'))
  .replace('{{script}}', page.js)
  .replace('{{style}}', page.css)
  .replaceAll('{{regular}}', face('Noto Sans Regular'))
  .replaceAll('{{medium}}', face('Noto Sans Medium'));
await writeFile(join(out, 'index.html'), html);
await cp(join(here, 'favicon.svg'), join(out, 'favicon.svg'));
await writeFile(join(out, 'licences.txt'), await licences());
console.log(`the preview page is in ${out}`);
