// Where tiles come from: a run on the server, an archive on the server, or an archive of the person's own.

import type {VectorSourceSpecification} from 'maplibre-gl';
import {FetchSource, FileSource, PMTiles} from 'pmtiles';
import type {Protocol, Source} from 'pmtiles';
import type {SizeOf} from './grid';

/** West, south, east, north in degrees; west > east crosses the antimeridian. */
export type Extent = [number, number, number, number];

export interface Run {
  run_id: string;
  prefix: string;
  status: string;
  message: string;
  time: string;
  extent: Extent;
  tiles: number;
  bytes: number;
}

/** Something to look at. */
export interface Tiles {
  id: string;
  title: string;
  about: string;
  extent: Extent;
  maxZoom: number;
  spec: VectorSourceSpecification;
  sizeOf: SizeOf;
}

export interface Offer {
  id: string;
  title: string;
  open: () => Promise<Tiles>;
}

const OSM = '<a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">© OpenStreetMap contributors</a>';

async function json<T>(path: string): Promise<T> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`the server answered ${answer.status} to ${path}`);
  return (await answer.json()) as T;
}

/** Everything that the server has to show, what it was started with first. */
export async function offers(protocol: Protocol): Promise<Offer[]> {
  const {chosen, runs} = await json<{chosen: string; runs: Run[]}>('runs.json');
  const {archives} = await json<{archives: string[]}>('archives.json');
  const ordered = [...runs].sort((a, b) => Number(b.prefix === chosen) - Number(a.prefix === chosen));
  return [
    ...ordered.map((run) => ({id: run.run_id, title: run.run_id, open: () => openRun(run)})),
    ...archives.map((name) => ({id: name, title: name, open: () => openServed(protocol, name)})),
  ];
}

async function openRun(run: Run): Promise<Tiles> {
  const path = `runs/${encodeURIComponent(run.prefix)}`;
  const document = await json<{tiles: string[]; maxzoom: number}>(`${path}/tilejson.json`);
  const sizeOf: SizeOf = async ({z, x, y}, signal) => {
    const url = document.tiles[0]!.replace('{z}', `${z}`).replace('{x}', `${x}`).replace('{y}', `${y}`);
    const answer = await fetch(url, {method: 'HEAD', signal});
    return answer.status === 204 ? 0 : answer.ok ? Number(answer.headers.get('Content-Length')) : null;
  };
  const when = new Date(run.time).toLocaleString(undefined, {dateStyle: 'medium', timeStyle: 'short'});
  const counts = run.tiles ? ` · ${run.tiles.toLocaleString()} tiles · ${(run.bytes / 1e6).toFixed(1)} MB` : '';
  const under = run.prefix === run.run_id ? '' : ` · mends ${run.prefix}`;
  return {
    id: run.run_id,
    title: run.run_id,
    about: `${run.status} · ${when}${counts}${under}`,
    extent: run.extent,
    maxZoom: document.maxzoom,
    spec: {type: 'vector', url: new URL(`${path}/tilejson.json`, location.href).href, attribution: OSM},
    sizeOf,
  };
}

/** An archive that the server was given. */
export function openServed(protocol: Protocol, name: string): Promise<Tiles> {
  const url = new URL(name.includes('/') ? name : `archives/${encodeURIComponent(name)}`, location.href);
  return openArchive(protocol, new FetchSource(url.href), name);
}

/** An archive from the person's own disk; it is read here and goes nowhere. */
export function openFile(protocol: Protocol, file: File): Promise<Tiles> {
  return openArchive(protocol, new FileSource(file), file.name);
}

async function openArchive(protocol: Protocol, source: Source, name: string): Promise<Tiles> {
  const archive = new PMTiles(source);
  protocol.add(archive);
  const header = await archive.getHeader();
  const extent: Extent = [header.minLon, header.minLat, header.maxLon, header.maxLat];
  return {
    id: name,
    title: name,
    about: `archive · zooms ${header.minZoom} to ${header.maxZoom} · ${header.numAddressedTiles.toLocaleString()} tiles`,
    extent,
    maxZoom: header.maxZoom,
    spec: {type: 'vector', url: `pmtiles://${source.getKey()}`, attribution: OSM},
    sizeOf: async ({z, x, y}, signal) => (await archive.getZxy(z, x, y, signal))?.data.byteLength ?? null,
  };
}
