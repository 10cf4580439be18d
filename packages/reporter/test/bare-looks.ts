const plain = (text: string) => text;

/** A terminal without colours. */
export const BARE_STYLE = { good: plain, bad: plain, unknown: plain, dim: plain, bold: plain };
/** The template of a page with nothing but the places that are filled. */
export const BARE_PAGE = '<title><!--lh:title--></title>\n<!--lh:body-->\n<!--lh:data-->\n';
