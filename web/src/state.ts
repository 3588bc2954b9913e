// What is kept in the address beside the view, so that a link shows the same: style, language, tiles, hidden layers.

import type {StyleName} from './theme';
import {STYLE_NAMES} from './theme';

export interface State {
  style: StyleName | null;
  language: string | null;
  tiles: string | null;
  hidden: string[];
}

const parameters = (): URLSearchParams => new URLSearchParams(location.hash.slice(1));

export function readState(): State {
  const given = parameters();
  const style = given.get('style') as StyleName | null;
  return {
    style: style && STYLE_NAMES.includes(style) ? style : null,
    language: given.get('lang'),
    tiles: given.get('tiles'),
    hidden: given.get('hide')?.split(',').filter(Boolean) ?? [],
  };
}

/** Whether the address says where to look. */
export const hasView = (): boolean => /^[\d.]+\/-?[\d.]+\/-?[\d.]+/.test(parameters().get('map') ?? '');

/** Write one value, or remove it, and leave the rest of the address alone. */
export function keep(name: 'style' | 'lang' | 'tiles' | 'hide', value: string): void {
  const given = parameters();
  if (value) given.set(name, value);
  else given.delete(name);
  const text = given.toString().replaceAll('%2F', '/').replaceAll('%2C', ',');
  history.replaceState(history.state, '', `#${text}`);
}
