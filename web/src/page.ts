// The page round the map: style switch, panel, readout, messages. It tells what was chosen and draws nothing itself.

import {LANGUAGES, tileLayers} from './styles';
import type {Offer, Tiles} from './sources';
import type {StyleName} from './theme';
import {STYLE_NAMES, themeOf} from './theme';

export interface Choices {
  style: (style: StyleName) => void;
  language: (language: string) => void;
  layer: (name: string, shown: boolean) => void;
  tiles: (id: string) => void;
  file: (file: File) => void;
  grid: (shown: boolean) => void;
  collisions: (shown: boolean) => void;
  home: () => void;
}

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;

export class Page {
  private readonly panel = byId('panel');
  private readonly toggle = byId<HTMLButtonElement>('toggle-panel');
  private readonly source = byId<HTMLSelectElement>('source');
  private readonly toast = byId('toast');
  private fading = 0;

  constructor(private readonly choices: Choices) {
    this.styleSwitch();
    this.languages();
    this.checks();
    this.archives();
    this.toggle.addEventListener('click', () => this.showPanel(!this.panelShown));
    byId('home').addEventListener('click', () => choices.home());
    this.showPanel(window.matchMedia('(min-width: 1000px)').matches);
  }

  showPanel(shown: boolean): void {
    this.panel.hidden = !shown;
    this.toggle.setAttribute('aria-expanded', String(shown));
  }

  get panelShown(): boolean {
    return !this.panel.hidden;
  }

  showStyle(style: StyleName, hidden: Set<string>): void {
    document.documentElement.dataset['theme'] = themeOf(style);
    for (const button of byId('styles').querySelectorAll('button'))
      button.setAttribute('aria-checked', String(button.dataset['style'] === style));
    byId('layers').replaceChildren(...tileLayers(style).map((layer) => this.layerCheck(layer, hidden)));
  }

  showLanguage(language: string): void {
    byId<HTMLSelectElement>('language').value = language;
  }

  showOffers(offers: Offer[]): void {
    this.source.replaceChildren(...offers.map(({id, title}) => option(id, title)));
  }

  showTiles(tiles: Tiles): void {
    if (![...this.source.options].some((one) => one.value === tiles.id)) this.source.append(option(tiles.id, tiles.title));
    this.source.value = tiles.id;
    byId('about').textContent = tiles.about;
    document.title = `${tiles.title} · Tilebuild`;
  }

  showView(text: string): void {
    byId('readout').textContent = text;
  }

  say(text: string): void {
    this.toast.textContent = text;
    this.toast.hidden = false;
    clearTimeout(this.fading);
    this.fading = window.setTimeout(() => (this.toast.hidden = true), 7000);
  }

  help(): void {
    const help = byId<HTMLDialogElement>('help');
    if (help.open) help.close();
    else help.showModal();
  }

  flip(id: 'grid' | 'collisions'): void {
    byId<HTMLInputElement>(id).click();
  }

  private styleSwitch(): void {
    const box = byId('styles');
    for (const style of STYLE_NAMES) {
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('role', 'radio');
      button.dataset['style'] = style;
      button.textContent = style[0]!.toUpperCase() + style.slice(1);
      button.addEventListener('click', () => this.choices.style(style));
      box.append(button);
    }
  }

  private languages(): void {
    const select = byId<HTMLSelectElement>('language');
    select.append(...LANGUAGES.map(({code, name}) => option(code, name)));
    select.addEventListener('change', () => this.choices.language(select.value));
  }

  private checks(): void {
    for (const id of ['grid', 'collisions'] as const) {
      const box = byId<HTMLInputElement>(id);
      box.addEventListener('change', () => this.choices[id](box.checked));
    }
    this.source.addEventListener('change', () => this.choices.tiles(this.source.value));
  }

  private archives(): void {
    const input = byId<HTMLInputElement>('archive-file');
    const take = (files: FileList | null | undefined): void => {
      if (files?.[0]) this.choices.file(files[0]);
    };
    byId('open-archive').addEventListener('click', () => input.click());
    input.addEventListener('change', () => take(input.files));
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      take(event.dataTransfer?.files);
    });
  }

  private layerCheck({name, colour, drawn}: {name: string; colour: string; drawn: boolean}, hidden: Set<string>): Node {
    const label = document.createElement('label');
    label.className = 'check';
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = drawn && !hidden.has(name);
    box.disabled = !drawn;
    box.dataset['layer'] = name;
    box.addEventListener('change', () => this.choices.layer(name, box.checked));
    const swatch = document.createElement('i');
    swatch.className = 'swatch';
    swatch.style.background = colour;
    const text = document.createElement('span');
    text.textContent = name;
    label.append(box, swatch, text);
    if (!drawn) label.title = 'Only the style "Layers" draws it';
    return label;
  }
}

function option(value: string, text: string): HTMLOptionElement {
  return new Option(text, value);
}
