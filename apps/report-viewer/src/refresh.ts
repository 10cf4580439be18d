/**
 * Makes one element like another and keeps what need not change, so that focus, selection, scroll
 * positions and open details stay as the reader has them. Both are markup of lh-report, which is
 * of one shape from moment to moment; what scripts put into the page is left alone.
 */
export function refresh(from: Element, to: Element): void {
  if (isDrawn(from)) return;
  copyAttributes(from, to);
  let old = from.firstChild;
  for (const node of Array.from(to.childNodes)) {
    const kept = keptFor(node, old);
    if (kept === undefined) {
      from.insertBefore(node, old);
      continue;
    }
    if (kept !== old) from.insertBefore(kept, old);
    if (kept instanceof Element && node instanceof Element) refresh(kept, node);
    else if (kept.nodeValue !== node.nodeValue) kept.nodeValue = node.nodeValue;
    old = kept.nextSibling;
  }
  while (old !== null) {
    const next = old.nextSibling;
    old.remove();
    old = next;
  }
}

/** Finds what stands for a node already: what is next, or what has its name further on. */
function keptFor(node: Node, old: ChildNode | null): ChildNode | undefined {
  if (old === null) return undefined;
  if (isAlike(old, node)) return old;
  if (!(node instanceof Element) || node.id === '') return undefined;
  for (let later = old.nextSibling; later !== null; later = later.nextSibling)
    if (isAlike(later, node)) return later;
  return undefined;
}

/** Charts, and what else a script has made its own. */
function isDrawn(element: Element): boolean {
  return element.matches('figure.with-script, #theme, #connection');
}

function isAlike(old: Node, node: Node): boolean {
  if (old.nodeName !== node.nodeName) return false;
  return !(old instanceof Element) || !(node instanceof Element) || old.id === node.id;
}

/** Whether details are open, and what a script has shown, is for the reader's page to say. */
const OWN = new Set(['open', 'hidden']);

function copyAttributes(from: Element, to: Element): void {
  for (const name of from.getAttributeNames())
    if (!to.hasAttribute(name) && !OWN.has(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes)
    if (!OWN.has(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
}
