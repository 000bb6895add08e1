/** Lets CodeMirror's style elements through the page's policy. */
declare const __NONCE__: string;

declare module 'virtual:conformance' {
  const cases: import('../plugins/conformance').PageCase[];
  export default cases;
}

declare module 'virtual:examples' {
  const examples: import('../plugins/examples').ExampleFolder[];
  export default examples;
}
