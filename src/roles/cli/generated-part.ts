/** A page with the text between its two marks brought up to date. @throws Error for a page without them */
export function withGeneratedPart(
  page: string,
  { begin, end, text }: { readonly begin: string; readonly end: string; readonly text: string },
): string {
  const [before, rest] = page.split(`${begin}\n`);
  const [, after] = (rest ?? '').split(end);
  if (before === undefined || after === undefined) {
    throw new Error(`The page has no part between the marks ${begin} and ${end}.`);
  }
  return [before, begin, '\n\n', text, '\n\n', end, after].join('');
}
