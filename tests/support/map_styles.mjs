// node map_styles.mjs <web>: which layers of the basemap styles accept which features. Reads
// {"flavors": [name], "features": [{"layer", "type": 1 point, 2 line, 3 polygon, "tiles": {tile zoom: properties}}]} and
// prints {name: {style layer: [numbers of the features that it accepts at a map zoom at which it draws]}}.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.argv[2]}/`);
const { featureFilter } = require("@maplibre/maplibre-gl-style-spec");
const { layers, namedFlavor } = require("@protomaps/basemaps");
const { flavors, features } = JSON.parse(readFileSync(0, "utf8"));
const LAST_TILE_ZOOM = 15;
const LAST_MAP_ZOOM = 20;

function accepts(layer, filter, { layer: name, type, tiles }) {
  if (layer["source-layer"] !== name) return false;
  return Object.entries(tiles).some(([tileZoom, properties]) => {
    const first = Number(tileZoom);
    for (let zoom = first; zoom < (first === LAST_TILE_ZOOM ? LAST_MAP_ZOOM : first + 1); zoom += 0.5)
      if (zoom >= (layer.minzoom ?? 0) && zoom < (layer.maxzoom ?? 24) && filter({ zoom }, { type, properties })) return true;
    return false;
  });
}

const found = {};
for (const flavor of flavors) {
  found[flavor] = {};
  for (const layer of layers("tiles", namedFlavor(flavor), { lang: "en" })) {
    if (!layer["source-layer"]) continue;
    const { filter } = layer.filter ? featureFilter(layer.filter, `${layer.id}.filter`) : { filter: () => true };
    found[flavor][layer.id] = features.flatMap((one, at) => (accepts(layer, filter, one) ? [at] : []));
  }
}
console.log(JSON.stringify(found));
