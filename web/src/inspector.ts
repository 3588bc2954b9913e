// What is under a click: every feature that is drawn there, with all its properties.

import type {GeoJSONSource, Map as MapLibre, MapGeoJSONFeature, PointLike} from 'maplibre-gl';
import {LAYER_COLOURS} from './raw-style';
import {SOURCE} from './styles';

const REACH = 4;
const MOST = 40;
/** Shown first, in this order; the others follow by name. */
const FIRST = ['kind', 'kind_detail', 'name', 'name:en', 'min_zoom', 'sort_rank'];

export class Inspector {
  private readonly box = document.getElementById('inspector')!;
  private readonly list = document.getElementById('features')!;
  private readonly title = document.getElementById('inspector-title')!;

  constructor(private readonly map: MapLibre) {
    map.on('click', (event) => this.inspect([event.point.x, event.point.y]));
    map.on('style.load', () => this.close());
    document.getElementById('close-inspector')!.addEventListener('click', () => this.close());
  }

  get open(): boolean {
    return !this.box.hidden;
  }

  /** Show what is at a point of the screen. */
  inspect([x, y]: [number, number]): void {
    const around: [PointLike, PointLike] = [[x - REACH, y - REACH], [x + REACH, y + REACH]];
    const features = distinct(this.map.queryRenderedFeatures(around).filter((one) => one.source === SOURCE));
    if (features.length === 0) {
      this.close();
      return;
    }
    this.title.textContent = features.length === 1 ? '1 feature' : `${features.length} features`;
    this.list.replaceChildren(...features.slice(0, MOST).map((feature, index) => this.card(feature, index === 0)));
    this.list.scrollTop = 0;
    this.box.hidden = false;
    this.select(features[0]!);
  }

  close(): void {
    this.box.hidden = true;
    this.mark(null);
  }

  private select(feature: MapGeoJSONFeature): void {
    this.mark(feature);
  }

  private mark(feature: MapGeoJSONFeature | null): void {
    const marked = feature ? [{type: 'Feature' as const, properties: {}, geometry: feature.geometry}] : [];
    this.map.getSource<GeoJSONSource>('selection')?.setData({type: 'FeatureCollection', features: marked});
  }

  private card(feature: MapGeoJSONFeature, open: boolean): HTMLElement {
    const card = element('details', 'feature') as HTMLDetailsElement;
    card.open = open;
    const head = element('summary');
    const swatch = element('i', 'swatch');
    swatch.style.background = LAYER_COLOURS[feature.sourceLayer ?? ''] ?? '#888';
    const {kind, name} = feature.properties as Record<string, string | undefined>;
    const about = `${feature.sourceLayer} · ${SHAPES[feature.geometry.type] ?? feature.geometry.type}`;
    head.append(swatch, element('b', '', name ?? kind ?? 'feature'), element('span', 'what', about));
    card.append(head, this.table(feature));
    card.addEventListener('toggle', () => card.open && this.select(feature));
    return card;
  }

  private table(feature: MapGeoJSONFeature): HTMLElement {
    const table = element('dl', 'properties');
    for (const [key, value] of ordered(feature.properties)) {
      table.append(element('dt', '', key), element('dd', `is-${typeof value}`, String(value)));
    }
    const link = osmLink(feature.properties['id'], feature.id);
    if (link) {
      const place = element('dd');
      place.append(link);
      table.append(element('dt', '', 'OpenStreetMap'), place);
    }
    return table;
  }
}

const SHAPES: Record<string, string> = {
  Point: 'point',
  MultiPoint: 'points',
  LineString: 'line',
  MultiLineString: 'lines',
  Polygon: 'area',
  MultiPolygon: 'areas',
};

/** Casing and road, area and edge are drawn from one feature: it is listed once. */
function distinct(features: MapGeoJSONFeature[]): MapGeoJSONFeature[] {
  const found = new Map<string, MapGeoJSONFeature>();
  for (const feature of features) {
    const name = JSON.stringify([feature.sourceLayer, feature.id, feature.geometry.type, feature.properties]);
    if (!found.has(name)) found.set(name, feature);
  }
  return [...found.values()];
}

function ordered(properties: Record<string, unknown>): [string, unknown][] {
  const place = (key: string): number => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);
  return Object.entries(properties).sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b));
}

/** The object's page: the sign of the id and the low bits of the feature's say what it is. */
function osmLink(id: unknown, featureId: unknown): HTMLAnchorElement | null {
  if (typeof id !== 'number' || id === 0 || typeof featureId !== 'number') return null;
  const what = ['node', 'way', 'relation'][featureId % 4];
  if (!what) return null;
  const link = document.createElement('a');
  link.href = `https://www.openstreetmap.org/${what}/${Math.abs(id)}`;
  link.target = '_blank';
  link.rel = 'noopener';
  link.textContent = `${what} ${Math.abs(id)}`;
  return link;
}

function element(tag: string, className = '', text = ''): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
