// Tile borders over the map, each tile with its coordinate and how many bytes it takes on the wire.

import type {Feature} from 'geojson';
import type {GeoJSONSource, LayerSpecification, Map as MapLibre} from 'maplibre-gl';
import type {Theme} from './theme';

export interface TileId {
  z: number;
  x: number;
  y: number;
}

/** Bytes of a tile as it is sent; 0 if it is empty, null if there is none. */
export type SizeOf = (tile: TileId, signal: AbortSignal) => Promise<number | null>;

/** More tiles than this are not asked for their size. */
const MOST = 120;
const HEAVY = 500_000;
const INK = {light: '#c2185b', dark: '#ff6ea1'};

export const gridLayers = (theme: Theme): LayerSpecification[] => [
  {
    id: 'grid-line',
    type: 'line',
    source: 'grid',
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: {'line-color': INK[theme], 'line-width': 1.4, 'line-opacity': 0.8, 'line-dasharray': [3, 2]},
  },
  {
    id: 'grid-label',
    type: 'symbol',
    source: 'grid',
    filter: ['==', ['geometry-type'], 'Point'],
    layout: {
      'text-field': ['get', 'label'],
      'text-font': ['Noto Sans Medium'],
      'text-size': 12,
      'text-anchor': 'top-left',
      'text-justify': 'left',
      'text-offset': [0.5, 0.4],
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: {
      'text-color': ['case', ['>', ['get', 'bytes'], HEAVY], '#ff8f00', INK[theme]],
      'text-halo-color': theme === 'light' ? '#ffffff' : '#12151c',
      'text-halo-width': 1.5,
    },
  },
];

export class Grid {
  private asking = new AbortController();
  private sizes = new Map<string, number | null>();

  constructor(
    private readonly map: MapLibre,
    private readonly sizeOf: SizeOf,
    private readonly maxZoom: () => number,
  ) {
    map.on('moveend', () => void this.draw());
    map.on('style.load', () => void this.draw());
  }

  private shown = false;

  show(shown: boolean): void {
    this.shown = shown;
    void this.draw();
  }

  /** Forget sizes: other tiles are shown. */
  reset(): void {
    this.sizes.clear();
    void this.draw();
  }

  private async draw(): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const {signal} = this.asking;
    const tiles = this.shown ? this.tilesInView() : [];
    this.put(tiles);
    const unknown = tiles.filter((tile) => !this.sizes.has(nameOf(tile))).slice(0, MOST);
    if (unknown.length === 0) return;
    try {
      await Promise.all(unknown.map(async (tile) => this.sizes.set(nameOf(tile), await this.sizeOf(tile, signal))));
    } catch {
      return; // the map moved on, and asks again
    }
    if (!signal.aborted) this.put(tiles);
  }

  private put(tiles: TileId[]): void {
    const source = this.map.getSource<GeoJSONSource>('grid');
    source?.setData({type: 'FeatureCollection', features: tiles.flatMap((tile) => this.features(tile))});
  }

  private tilesInView(): TileId[] {
    const z = Math.max(0, Math.min(Math.floor(this.map.getZoom()), this.maxZoom()));
    const bounds = this.map.getBounds();
    const side = 2 ** z;
    const [west, north] = toGrid(bounds.getWest(), bounds.getNorth(), side);
    const [east, south] = toGrid(bounds.getEast(), bounds.getSouth(), side);
    const tiles: TileId[] = [];
    for (let x = Math.max(0, Math.floor(west)); x <= Math.min(side - 1, Math.floor(east)); x += 1)
      for (let y = Math.max(0, Math.floor(north)); y <= Math.min(side - 1, Math.floor(south)); y += 1) tiles.push({z, x, y});
    return tiles.length <= 4 * MOST ? tiles : [];
  }

  private features(tile: TileId): Feature[] {
    const side = 2 ** tile.z;
    const [west, north] = toDegrees(tile.x / side, tile.y / side);
    const [east, south] = toDegrees((tile.x + 1) / side, (tile.y + 1) / side);
    const bytes = this.sizes.get(nameOf(tile));
    const ring = [[west, north], [east, north], [east, south], [west, south], [west, north]];
    const label = `${nameOf(tile)}\n${bytes === undefined ? '…' : sizeText(bytes)}`;
    return [
      {type: 'Feature', properties: {}, geometry: {type: 'Polygon', coordinates: [ring]}},
      {type: 'Feature', properties: {label, bytes: bytes ?? 0}, geometry: {type: 'Point', coordinates: [west, north]}},
    ];
  }
}

const nameOf = ({z, x, y}: TileId): string => `${z}/${x}/${y}`;

export function sizeText(bytes: number | null): string {
  if (bytes === null) return 'no tile';
  if (bytes === 0) return 'empty';
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(bytes < 100_000 ? 1 : 0)} kB`;
}

function toGrid(longitude: number, latitude: number, side: number): [number, number] {
  const sine = Math.sin((Math.max(-85.051, Math.min(85.051, latitude)) * Math.PI) / 180);
  return [(longitude / 360 + 0.5) * side, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * side];
}

function toDegrees(x: number, y: number): [number, number] {
  return [x * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI];
}
