// A style that shows the layers as they are: every feature of every layer, in its layer's colour, nothing hidden.

import type {LayerSpecification} from 'maplibre-gl';

/** Layer -> colour, from the bottom of the map to its top. */
export const LAYER_COLOURS: Record<string, string> = {
  earth: '#3b4252',
  landuse: '#7fb069',
  water: '#4aa8ff',
  buildings: '#f4a259',
  transit: '#ff6ad5',
  roads: '#ffe066',
  boundaries: '#ff5c5c',
  pois: '#5eead4',
  places: '#ffffff',
};

const LINE_WIDTH = ['interpolate', ['exponential', 1.4], ['zoom'], 5, 0.5, 12, 1, 16, 2, 20, 6];
const LABEL = ['coalesce', ['get', 'name:en'], ['get', 'name'], ['get', 'addr_housenumber'], ['get', 'kind'], ''];

export function rawLayers(source: string): LayerSpecification[] {
  const names = Object.keys(LAYER_COLOURS);
  return [
    {id: 'background', type: 'background', paint: {'background-color': '#12151c'}},
    ...names.flatMap((name) => areas(source, name)),
    ...names.map((name) => lines(source, name)),
    ...names.flatMap((name) => points(source, name)),
  ] as LayerSpecification[];
}

function areas(source: string, name: string): unknown[] {
  const colour = LAYER_COLOURS[name];
  const shared = {source, 'source-layer': name, filter: ['==', ['geometry-type'], 'Polygon']};
  const opacity = name === 'earth' ? 0.35 : name === 'water' ? 0.4 : 0.22;
  return [
    {id: `${name}-area`, type: 'fill', ...shared, paint: {'fill-color': colour, 'fill-opacity': opacity, 'fill-antialias': false}},
    {id: `${name}-edge`, type: 'line', ...shared, paint: {'line-color': colour, 'line-opacity': 0.55, 'line-width': 0.7}},
  ];
}

function lines(source: string, name: string): unknown {
  const paint: Record<string, unknown> = {'line-color': LAYER_COLOURS[name], 'line-width': LINE_WIDTH, 'line-opacity': 0.9};
  if (name === 'boundaries') paint['line-dasharray'] = [4, 2];
  return {
    id: `${name}-line`,
    type: 'line',
    source,
    'source-layer': name,
    filter: ['==', ['geometry-type'], 'LineString'],
    layout: {'line-cap': name === 'boundaries' ? 'butt' : 'round', 'line-join': 'round'},
    paint,
  };
}

function points(source: string, name: string): unknown[] {
  const colour = LAYER_COLOURS[name];
  const shared = {source, 'source-layer': name, filter: ['==', ['geometry-type'], 'Point']};
  return [
    {
      id: `${name}-point`,
      type: 'circle',
      ...shared,
      paint: {'circle-color': colour, 'circle-radius': 3, 'circle-stroke-color': '#12151c', 'circle-stroke-width': 1},
    },
    {
      id: `${name}-label`,
      type: 'symbol',
      ...shared,
      layout: {
        'text-field': LABEL,
        'text-font': ['Noto Sans Regular'],
        'text-size': 11,
        'text-offset': [0, 0.7],
        'text-anchor': 'top',
        'text-max-width': 8,
      },
      paint: {'text-color': colour, 'text-halo-color': '#12151c', 'text-halo-width': 1.2},
    },
  ];
}
