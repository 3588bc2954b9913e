// One pictogram per kind of POI that the basemap shows, as a path on a grid of 16 by 16, drawn by the even-odd rule.

const circle = (x: number, y: number, r: number): string => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

const PAW = `M8 7.8c2 0 4.2 2 4.2 4 0 1.6-1.4 2.2-2.6 2.2-.8 0-1-.3-1.6-.3s-.8.3-1.6.3c-1.2 0-2.6-.6-2.6-2.2 0-2 2.2-4 4.2-4z${circle(2.9, 7.2, 1.4)}${circle(5.9, 4.2, 1.6)}${circle(10.1, 4.2, 1.6)}${circle(13.1, 7.2, 1.4)}`;

export const PICTOGRAMS: Record<string, string> = {
  beach: 'M8 2a6 6 0 0 1 6 6H2a6 6 0 0 1 6-6zM7.3 8h1.4v6H7.3z',
  forest: 'M5.2 1.8 8 6.4H6.8l1.9 3.4H6v2.4H4.4V9.8H1.7l1.9-3.4H2.4zM11.2 5.6l2.4 3.8h-1l1.7 3h-2.4v1.8h-1.4v-1.8H8.1l1.7-3h-1z',
  marina: 'M7.4 1.8v8.4H2.6zM8.6 4l4.6 6.2H8.6zM2 11.2h12L12 14H4z',
  park: 'M8 1.5a4 4 0 0 1 3.7 5.5A3.1 3.1 0 0 1 9 11.4V14.3H7v-2.9A3.1 3.1 0 0 1 4.3 7 4 4 0 0 1 8 1.5z',
  peak: 'M8 2.6 14.4 13.2H1.6z',
  zoo: PAW,
  animal: PAW,
  garden: `${circle(8, 4.2, 2.3)}${circle(11.6, 7, 2.3)}${circle(10.2, 11.2, 2.3)}${circle(5.8, 11.2, 2.3)}${circle(4.4, 7, 2.3)}`,
  bench: 'M2 4.6h12v1.8H2zM2 8.2h12V10H2zM3.2 10h1.5v3.6H3.2zM11.3 10h1.5v3.6h-1.5z',
  aerodrome: 'M8 1.4c.8 0 1.2 1 1.2 2v3l5.2 3.2v1.5L9.2 9.5v2.9l1.7 1.2v1L8 13.9l-2.9.7v-1l1.7-1.2V9.5l-5.2 1.6V9.6l5.2-3.2v-3c0-1 .4-2 1.2-2z',
  train_station: `M5.2 1.8h5.6A2.2 2.2 0 0 1 13 4v6a2 2 0 0 1-1.6 2l1.4 2.2H11L9.7 12.2H6.3L5 14.2H3.2L4.6 12A2 2 0 0 1 3 10V4a2.2 2.2 0 0 1 2.2-2.2zM4.6 4v3.2h6.8V4z${circle(5.6, 9.6, 0.9)}${circle(10.4, 9.6, 0.9)}`,
  bus_stop: `M3.6 2.4h8.8a1.2 1.2 0 0 1 1.2 1.2V12h-1v1.8h-1.8V12H5.2v1.8H3.4V12h-1V3.6a1.2 1.2 0 0 1 1.2-1.2zM4 4.4V8h8V4.4z${circle(5, 10, 0.8)}${circle(11, 10, 0.8)}`,
  ferry_terminal: 'M7 1.8h2v2h2.6v3l2.6 1-1.6 4.4c-.9 0-1.3.6-2.2.6S9 12.2 8 12.2s-1.4.6-2.3.6-1.4-.6-2.3-.6L1.8 7.8l2.6-1v-3H7z',
  stadium: 'M8 3.6c3.7 0 6.2 1.9 6.2 4.4S11.7 12.4 8 12.4 1.8 10.5 1.8 8 4.3 3.6 8 3.6zm0 2.3c-2.1 0-3.7.9-3.7 2.1s1.6 2.1 3.7 2.1 3.7-.9 3.7-2.1S10.1 5.9 8 5.9z',
  university: 'M8 2.6 15 6 8 9.4 1 6zM4 8.6l4 2 4-2V11c-1 1.3-2.4 2-4 2s-3-.7-4-2z',
  library: 'M1.8 3.4c2.3-.6 4.3-.3 5.6.7v9c-1.3-1-3.3-1.3-5.6-.7zM14.2 3.4c-2.3-.6-4.3-.3-5.6.7v9c1.3-1 3.3-1.3 5.6-.7z',
  school: 'M7.4 1.4h3.8L10.2 2.7l1 1.3H8.6v1.3L14 8v5.6H9.6V10H6.4v3.6H2V8l5.4-2.7z',
  toilets: `${circle(4.6, 3, 1.3)}M2.8 5h3.6v4.6H5.8V14H3.4V9.6H2.8z${circle(11.4, 3, 1.3)}M10.3 5h2.2l1.5 5.2h-1.4V14h-2.4v-3.8H8.8z`,
  drinking_water: 'M8 1.6c2.5 3.1 4.2 5.2 4.2 7.6a4.2 4.2 0 0 1-8.4 0C3.8 6.8 5.5 4.7 8 1.6z',
  post_office: 'M1.8 3.6h12.4L8 8.4zM1.8 5.3 8 10l6.2-4.7v7.1H1.8z',
  building: 'M4 1.8h8v12.4H9.3v-2.6H6.7v2.6H4zM5.5 3.8v1.7h1.8V3.8zM8.7 3.8v1.7h1.8V3.8zM5.5 7v1.7h1.8V7zM8.7 7v1.7h1.8V7z',
  townhall: 'M7.3 1.4h3.4l-.8 1 .8 1H8.7v1.4l4.3 2v7.4H9.5V11h-3v3.2H3V6.8l4.3-2z',
  supermarket: `M1.2 2.4H3.5l.6 2h10.3l-1.6 5.8H5.1L3.3 4H1.2z${circle(6.3, 12.5, 1.3)}${circle(11.6, 12.5, 1.3)}`,
  convenience: 'M4.9 5.8V5a3.1 3.1 0 0 1 6.2 0v.8h2.6l-1.1 8H3.4l-1.1-8zM6.4 5.8h3.2V5a1.6 1.6 0 0 0-3.2 0z',
  books: 'M4.4 1.8H12.6v12.4H5A2 2 0 0 1 3 12.2V3.2a1.4 1.4 0 0 1 1.4-1.4zM5 11.4a.7.7 0 0 0 0 1.4h6.2v-1.4zM6 4.4v1.3h4.2V4.4z',
  beauty: 'M6.3 6V3.2l3.4-1.8V6zM5.2 7h5.6v7.2H5.2z',
  electronics: 'M9.6 1.4 3.4 9.2h3.7l-.9 5.6 6.4-7.9H8.7z',
  clothes: 'M5.5 2.2c.6 1.1 1.4 1.5 2.5 1.5s1.9-.4 2.5-1.5l4.2 2.6-1.5 2.9-1.7-.8v6.7h-7V6.9l-1.7.8L1.3 4.8z',
  restaurant: 'M3.4 1.6h1v3.6h.9V1.6h1v3.6h.9V1.6h1V6a2 2 0 0 1-1.6 1.8v6.6H5V7.8A2 2 0 0 1 3.4 6zM11 1.6c1.5.6 2.1 2.7 2.1 4.8 0 1-.4 1.7-1 2v6h-1.5V1.6z',
  fast_food: 'M1.8 6.8a6.2 4.6 0 0 1 12.4 0zM1.8 7.9h12.4v1.9H1.8zM1.8 10.9h12.4a2.5 2.5 0 0 1-2.5 2.5H4.3a2.5 2.5 0 0 1-2.5-2.5z',
  cafe: 'M2.2 4.4h9.2v1h1a2.3 2.3 0 0 1 0 4.6h-1.2A3.4 3.4 0 0 1 8 12H5.6a3.4 3.4 0 0 1-3.4-3.4zM11.4 6.7v2h1a1 1 0 0 0 0-2zM2.2 13h9.2v1.2H2.2z',
  bar: 'M1.8 2.2h12.4L8.8 8.7v4.1h2.6v1.4H4.6v-1.4h2.6V8.7z',
  attraction: 'm8 1.3 2 4.4 4.7.5-3.5 3.2 1 4.7L8 11.7l-4.2 2.4 1-4.7L1.3 6.2l4.7-.5z',
  museum: 'M8 1.6 14.2 4.8v1.4H1.8V4.8zM3 7.2h1.9v4.4H3zM7 7.2h2v4.4H7zM11.1 7.2H13v4.4h-1.9zM1.8 12.6h12.4v1.6H1.8z',
  theatre: 'M2.3 2.6h11.4v5.6a5.7 5.7 0 0 1-11.4 0zM4.6 5.4v1.5h2.3V5.4zM9.1 5.4v1.5h2.3V5.4zM4.9 9.2c1 2.7 5.2 2.7 6.2 0z',
  artwork: `M8 1.8c3.7 0 6.5 2.4 6.5 5.5 0 2-1.5 3-3.1 3H9.9c-.9 0-1.1.8-.6 1.4.6 1 .2 2.5-1.5 2.5C4.1 14.2 1.5 11.5 1.5 8S4.3 1.8 8 1.8z${circle(4.8, 7, 1)}${circle(7.6, 4.6, 1)}${circle(10.9, 6, 1)}`,
};

const COLOURS: [string, string[]][] = [
  ['green', ['beach', 'forest', 'marina', 'park', 'peak', 'zoo', 'garden', 'bench']],
  ['lapis', ['aerodrome', 'train_station', 'bus_stop', 'ferry_terminal']],
  ['slategray', ['stadium', 'university', 'library', 'school', 'animal', 'toilets', 'drinking_water', 'post_office', 'building', 'townhall']],
  ['blue', ['supermarket', 'convenience', 'books', 'beauty', 'electronics', 'clothes']],
  ['tangerine', ['restaurant', 'fast_food', 'cafe', 'bar']],
  ['pink', ['attraction', 'museum', 'theatre', 'artwork']],
];

/** Name of the pictogram -> which of the style's POI colours it has. */
export const COLOUR_OF: Record<string, string> = Object.fromEntries(
  COLOURS.flatMap(([colour, names]) => names.map((name) => [name, colour])),
);
