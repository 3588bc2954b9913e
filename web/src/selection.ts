// What is drawn round the feature that the inspector shows.

import type {LayerSpecification} from 'maplibre-gl';

const ACCENT = '#ff3d81';

export const SELECTION_LAYERS: LayerSpecification[] = [
  {
    id: 'selection-area',
    type: 'fill',
    source: 'selection',
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: {'fill-color': ACCENT, 'fill-opacity': 0.12},
  },
  {
    id: 'selection-line',
    type: 'line',
    source: 'selection',
    filter: ['!=', ['geometry-type'], 'Point'],
    layout: {'line-cap': 'round', 'line-join': 'round'},
    paint: {'line-color': ACCENT, 'line-width': 3},
  },
  {
    id: 'selection-point',
    type: 'circle',
    source: 'selection',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {'circle-radius': 11, 'circle-opacity': 0, 'circle-stroke-color': ACCENT, 'circle-stroke-width': 3},
  },
];
