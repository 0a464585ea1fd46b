/// <reference types="@astrojs/starlight" />

/** What TypeScript alone knows of a component; `astro check` reads the component itself. */
declare module '*.astro' {
  const component: import('astro/runtime/server/index.js').AstroComponentFactory;
  export default component;
}

declare namespace App {
  interface Locals {
    /** What Starlight's middleware knows of the page that is rendered. */
    starlightRoute: import('@astrojs/starlight/route-data').StarlightRouteData;
  }
}
