// Whole styles: a source of tiles, the layers of the chosen look, and on top what the page itself draws.

import {language_script_pairs, layers, namedFlavor} from '@protomaps/basemaps';
import type {LayerSpecification, SourceSpecification, StyleSpecification} from 'maplibre-gl';
import {gridLayers} from './grid';
import {LAYER_COLOURS, rawLayers} from './raw-style';
import {SELECTION_LAYERS} from './selection';
import type {StyleName} from './theme';
import {themeOf} from './theme';

export const SOURCE = 'tiles';

/** Layers that the basemap styles draw and the tiles do not have. */
const NOT_IN_THE_TILES = new Set(['landcover']);

/** Layers that only the style of raw layers draws. */
const NOT_IN_THE_BASEMAP = new Set(['transit']);

export const LANGUAGES = [...language_script_pairs]
  .map(({lang, full_name}) => ({code: lang, name: full_name}))
  .sort((a, b) => a.name.localeCompare(b.name));

export interface Look {
  style: StyleName;
  language: string;
  /** Layers of the tiles that are switched off. */
  hidden: Set<string>;
}

export function wholeStyle(tiles: SourceSpecification, look: Look): StyleSpecification {
  return {
    version: 8,
    'font-faces': FONT_FACES,
    sources: {
      [SOURCE]: tiles,
      grid: {type: 'geojson', data: {type: 'FeatureCollection', features: []}},
      selection: {type: 'geojson', data: {type: 'FeatureCollection', features: []}},
    },
    layers: [...mapLayers(look), ...SELECTION_LAYERS, ...gridLayers(themeOf(look.style))],
  };
}

function mapLayers({style, language, hidden}: Look): LayerSpecification[] {
  const drawn = style === 'layers' ? rawLayers(SOURCE) : basemap(style, language);
  return drawn.map((layer) => {
    const off = 'source-layer' in layer && hidden.has(layer['source-layer']!);
    return {...layer, layout: {...layer.layout, visibility: off ? 'none' : 'visible'}} as LayerSpecification;
  });
}

function basemap(style: StyleName, language: string): LayerSpecification[] {
  const all = layers(SOURCE, namedFlavor(themeOf(style)), {lang: language}) as LayerSpecification[];
  return all.filter((layer) => !('source-layer' in layer && NOT_IN_THE_TILES.has(layer['source-layer']!)));
}

/** The tiles' layers from the top of the map to its bottom, and whether the style draws each. */
export function tileLayers(style: StyleName): {name: string; colour: string; drawn: boolean}[] {
  return Object.entries(LAYER_COLOURS)
    .reverse()
    .map(([name, colour]) => ({name, colour, drawn: style === 'layers' || !NOT_IN_THE_BASEMAP.has(name)}));
}
