export type Theme = 'light' | 'dark';

/** What the map can look like. */
export type StyleName = 'light' | 'dark' | 'layers';

export const STYLE_NAMES: StyleName[] = ['light', 'dark', 'layers'];

/** Which of the page's two colour schemes goes with a map style. */
export const themeOf = (style: StyleName): Theme => (style === 'light' ? 'light' : 'dark');
