import type {FontFacesSpecification} from 'maplibre-gl';

declare global {
  /** Name in a style -> files by character range; filled in when the page is built. */
  const FONT_FACES: FontFacesSpecification;
  /** Address of the map's worker script; filled in when the page is built. */
  const WORKER_URL: string;
  interface Window {
    /** The map, for people with a console and for tests. */
    tilebuild?: unknown;
  }
}
