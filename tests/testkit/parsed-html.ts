import { parse, parseFragment } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';

export type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

/** Every element of a document, as a browser would make them, in order. */
export function elementsOf(page: string): readonly Element[] {
  return below(parse(page));
}

/** The same of a piece of a page. */
export function fragmentElements(piece: string): readonly Element[] {
  return below(parseFragment(piece));
}

/** An element and all below it. */
export function below(node: Node): readonly Element[] {
  const own = 'tagName' in node ? [node] : [];
  return 'childNodes' in node ? [...own, ...node.childNodes.flatMap(below)] : own;
}

export function textOf(node: Node): string {
  if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

export function attribute(element: Element, name: string): string | null {
  return element.attrs.find((one) => one.name === name)?.value ?? null;
}

/** All attributes of the elements, with the tag each stands on. */
export function attributesOf(elements: readonly Element[]): readonly { readonly tag: string; readonly name: string; readonly value: string }[] {
  return elements.flatMap(({ tagName, attrs }) => attrs.map(({ name, value }) => ({ tag: tagName, name, value })));
}
