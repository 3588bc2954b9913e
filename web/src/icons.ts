// The icons that the basemap styles name, drawn when they are first asked for: POI badges, shields, town dots, arrows.

import {namedFlavor} from '@protomaps/basemaps';
import {COLOUR_OF, PICTOGRAMS} from './pictograms';
import type {Theme} from './theme';

export const PIXEL_RATIO = 2;

type Draw = (context: CanvasRenderingContext2D) => void;

const INK: Record<Theme, {surface: string; line: string; text: string; arrow: string}> = {
  light: {surface: '#ffffff', line: '#b9b1b4', text: '#5f5a5c', arrow: '#8f898b'},
  dark: {surface: '#2c2c30', line: '#5d5d63', text: '#d6d6da', arrow: '#77777d'},
};

/** The icon of that name, or null if the styles have no such name. */
export function drawIcon(name: string, theme: Theme): ImageData | null {
  if (name in PICTOGRAMS) return badge(name, theme);
  const shield = /^(generic_shield|US:I|NL:S-road)-([1-5])char$/.exec(name);
  if (shield) return plate(shield[1]!, Number(shield[2]), theme);
  if (name === 'townspot') return painted(12, 12, (context) => dot(context, 6, 6, 3.4, theme));
  if (name === 'capital') return painted(18, 18, (context) => star(context, theme));
  if (name === 'arrow') return painted(12, 16, (context) => arrow(context, theme));
  return null;
}

function painted(width: number, height: number, draw: Draw): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = width * PIXEL_RATIO;
  canvas.height = height * PIXEL_RATIO;
  const context = canvas.getContext('2d', {willReadFrequently: true})!;
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  draw(context);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function badge(name: string, theme: Theme): ImageData {
  const colours = namedFlavor(theme).pois as unknown as Record<string, string>;
  return painted(20, 20, (context) => {
    context.beginPath();
    context.arc(10, 10, 9.5, 0, 2 * Math.PI);
    context.fillStyle = theme === 'light' ? '#ffffff' : '#17171a';
    context.fill();
    context.beginPath();
    context.arc(10, 10, 8.4, 0, 2 * Math.PI);
    context.fillStyle = colours[COLOUR_OF[name]!]!;
    context.fill();
    context.translate(4.6, 4.6);
    context.scale(0.675, 0.675);
    context.fillStyle = theme === 'light' ? '#ffffff' : '#101013';
    context.fill(new Path2D(PICTOGRAMS[name]!), 'evenodd');
  });
}

function plate(kind: string, characters: number, theme: Theme): ImageData {
  const width = 10 + 6.4 * characters;
  const ink = INK[theme];
  return painted(width, 18, (context) => {
    context.beginPath();
    if (kind === 'US:I') {
      context.moveTo(1, 4);
      context.quadraticCurveTo(width / 4, 0, width / 2, 2);
      context.quadraticCurveTo((3 * width) / 4, 0, width - 1, 4);
      context.quadraticCurveTo(width, 14, width / 2, 17);
      context.quadraticCurveTo(0, 14, 1, 4);
    } else {
      context.roundRect(1, 1, width - 2, 16, kind === 'NL:S-road' ? 1 : 4.5);
    }
    context.fillStyle = ink.surface;
    context.strokeStyle = kind === 'generic_shield' ? ink.line : '#3f6fd1';
    context.lineWidth = 1.4;
    context.fill();
    context.stroke();
  });
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, radius: number, theme: Theme): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = INK[theme].surface;
  context.strokeStyle = INK[theme].text;
  context.lineWidth = 1.6;
  context.fill();
  context.stroke();
}

function star(context: CanvasRenderingContext2D, theme: Theme): void {
  dot(context, 9, 9, 7, theme);
  context.beginPath();
  for (let corner = 0; corner < 10; corner += 1) {
    const radius = corner % 2 ? 2 : 4.8;
    const angle = (corner / 10) * 2 * Math.PI - Math.PI / 2;
    context.lineTo(9 + radius * Math.cos(angle), 9 + radius * Math.sin(angle));
  }
  context.fillStyle = INK[theme].text;
  context.fill();
}

/** Points up: the style turns it into the direction of the line. */
function arrow(context: CanvasRenderingContext2D, theme: Theme): void {
  context.beginPath();
  context.moveTo(6, 14);
  context.lineTo(6, 3);
  context.moveTo(3, 6.2);
  context.lineTo(6, 2.4);
  context.lineTo(9, 6.2);
  context.strokeStyle = INK[theme].arrow;
  context.lineWidth = 1.3;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke();
}
