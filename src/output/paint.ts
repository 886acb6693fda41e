/** Puts colour on text, or leaves it alone. */
export interface Paint {
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  dim(text: string): string
  bold(text: string): string
}

const styled =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001B[${on}m${text}\u001B[${off}m`
const plain = (text: string): string => text

/** Colours of a terminal, or none. */
export const paint = (colour: boolean): Paint =>
  colour
    ? { red: styled(31, 39), green: styled(32, 39), yellow: styled(33, 39), dim: styled(2, 22), bold: styled(1, 22) }
    : { red: plain, green: plain, yellow: plain, dim: plain, bold: plain }
