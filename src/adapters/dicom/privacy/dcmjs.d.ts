/** The part of dcmjs that is used; the package has no types of its own. */
declare module 'dcmjs' {
  export const data: { readonly DicomMetaDictionary: { readonly dictionary: Readonly<Record<string, unknown>> } };
}
