// Parts of Vega that come without types of their own.

declare module 'vega-dataflow' {
  export { transforms } from 'vega-typings';
}
declare module 'vega-parser' {
  export { parse } from 'vega-typings';
}
declare module 'vega-scenegraph' {
  export { textMetrics } from 'vega';
}
declare module 'vega-view' {
  export { View } from 'vega-typings';
}
declare module 'vega-encode';
declare module 'vega-transforms';
declare module 'vega-view-transforms';
