const plain = (text: string) => text;

/** A terminal without colours and without an edge. */
export const BARE_SCREEN = {
  style: { good: plain, bad: plain, unknown: plain, dim: plain, bold: plain },
  columnsMax: Number.POSITIVE_INFINITY,
};
/** The template of a page with nothing but the places that are filled. */
export const BARE_PAGE = '<title><!--lh:title--></title>\n<!--lh:body-->\n<!--lh:data-->\n';
