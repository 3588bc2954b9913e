// The preview page: puts map, tiles, styles and the page's controls together.

import * as maplibre from 'maplibre-gl';
import {Protocol} from 'pmtiles';
import 'maplibre-gl/dist/maplibre-gl.css';
import './page.css';
import {Grid} from './grid';
import {drawIcon, PIXEL_RATIO} from './icons';
import {Inspector} from './inspector';
import {Page} from './page';
import type {Extent, Offer, Tiles} from './sources';
import {offers, openFile, openServed} from './sources';
import {hasView, keep, readState} from './state';
import type {Look} from './styles';
import {LANGUAGES, wholeStyle} from './styles';
import type {StyleName} from './theme';
import {themeOf} from './theme';

maplibre.setWorkerUrl(new URL(WORKER_URL, document.baseURI).href);
const protocol = new Protocol({metadata: true});
maplibre.addProtocol('pmtiles', protocol.tile as maplibre.AddProtocolAction);

const given = readState();
const look: Look = {
  style: given.style ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'),
  language: LANGUAGES.some(({code}) => code === given.language) ? given.language! : 'en',
  hidden: new Set(given.hidden),
};
const viewGiven = hasView();
let offered: Offer[] = [];
let tiles: Tiles | null = null;

const map = new maplibre.Map({
  container: 'map',
  style: {version: 8, sources: {}, layers: []},
  hash: 'map',
  maxZoom: 20,
  maxPitch: 60,
  attributionControl: false,
  fadeDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
});
map.setMissingStyleImageResolver(async (id) => {
  const icon = drawIcon(id, themeOf(look.style));
  if (icon && !map.hasImage(id)) map.addImage(id, icon, {pixelRatio: PIXEL_RATIO});
});
map.addControl(new maplibre.AttributionControl({compact: false}), 'bottom-right');
map.addControl(new maplibre.NavigationControl({visualizePitch: true}), 'bottom-right');
map.addControl(new maplibre.FullscreenControl(), 'bottom-right');
map.addControl(new maplibre.ScaleControl({maxWidth: 120}), 'bottom-left');

const page = new Page({
  style: (style) => setStyle(style),
  language: (language) => {
    look.language = language;
    keep('lang', language === 'en' ? '' : language);
    applyStyle();
  },
  layer: (name, shown) => setLayer(name, shown),
  tiles: (id) => void attempt(() => choose(id)),
  file: (file) => void attempt(async () => show(await openFile(protocol, file), true)),
  grid: (shown) => grid.show(shown),
  collisions: (shown) => (map.showCollisionBoxes = shown),
  home: () => tiles && fit(tiles.extent, true),
});
const inspector = new Inspector(map);
const grid = new Grid(map, (tile, signal) => tiles!.sizeOf(tile, signal), () => tiles?.maxZoom ?? 0);

function applyStyle(): void {
  page.showStyle(look.style, look.hidden);
  if (tiles) map.setStyle(wholeStyle(tiles.spec, look), {diff: false});
}

function setStyle(style: StyleName): void {
  look.style = style;
  keep('style', style);
  applyStyle();
}

function setLayer(name: string, shown: boolean): void {
  if (shown) look.hidden.delete(name);
  else look.hidden.add(name);
  keep('hide', [...look.hidden].sort().join(','));
  for (const layer of map.getStyle().layers)
    if ('source-layer' in layer && layer['source-layer'] === name)
      map.setLayoutProperty(layer.id, 'visibility', shown ? 'visible' : 'none');
}

function fit([west, south, east, north]: Extent, animate: boolean): void {
  const wide = window.innerWidth > 700;
  const padding = {top: wide ? 40 : 80, bottom: 40, left: wide && page.panelShown ? 300 : 24, right: 24};
  const bounds: [number, number, number, number] = [west, south, east < west ? east + 360 : east, north];
  map.fitBounds(bounds, {padding, maxZoom: 16, animate});
}

function show(next: Tiles, move: boolean): void {
  tiles = next;
  page.showTiles(next);
  grid.reset();
  applyStyle();
  if (move) fit(next.extent, false);
}

async function choose(id: string, move = true): Promise<void> {
  const offer = offered.find((one) => one.id === id);
  if (!offer) throw new Error(`there are no tiles called ${id} here`);
  show(await offer.open(), move);
  keep('tiles', id === offered[0]?.id ? '' : id);
}

async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    page.say(error instanceof Error ? error.message : String(error));
  }
}

async function start(): Promise<void> {
  page.showStyle(look.style, look.hidden);
  page.showLanguage(look.language);
  offered = await offers(protocol);
  page.showOffers(offered);
  const archive = new URLSearchParams(location.search).get('pmtiles');
  if (archive) show(await openServed(protocol, archive), !viewGiven);
  else if (given.tiles) await choose(given.tiles, !viewGiven);
  else if (offered[0]) await choose(offered[0].id, !viewGiven);
  else page.say('There are no tiles yet: make some with “tilebuild run”, then load this page again.');
}

function showView(): void {
  const {lng, lat} = map.getCenter();
  const zoom = map.getZoom();
  const tile = Math.max(0, Math.min(Math.floor(zoom), tiles?.maxZoom ?? 16));
  page.showView(`${lat.toFixed(4)}, ${lng.toFixed(4)} · zoom ${zoom.toFixed(1)} · tiles z${tile}`);
}

const KEYS: Record<string, () => void> = {
  '1': () => setStyle('light'),
  '2': () => setStyle('dark'),
  '3': () => setStyle('layers'),
  l: () => page.showPanel(!page.panelShown),
  t: () => page.flip('grid'),
  c: () => page.flip('collisions'),
  h: () => tiles && fit(tiles.extent, true),
  '?': () => page.help(),
  Escape: () => (inspector.open ? inspector.close() : page.showPanel(false)),
};

document.addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
  if (event.key === 'Enter' && target === map.getCanvas()) {
    const {clientWidth, clientHeight} = map.getCanvas();
    inspector.inspect([clientWidth / 2, clientHeight / 2]);
  }
  KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key]?.();
});

map.on('move', showView);
map.on('error', ({error}) => page.say(error.message));
window.tilebuild = map;
void attempt(start);
