/** Loaded into a command with `node --import`: each look at the local clock finds it a year ahead, or a year behind. */
const YEAR = 365 * 86_400_000;
let looks = 0;

function look(): number {
  looks += 1;
  return performance.timeOrigin + performance.now() + (looks % 2 === 0 ? YEAR : -YEAR);
}

Object.assign(globalThis, {
  Date: new Proxy(Date, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [look()] : args),
    get: (target, key): unknown => (key === 'now' ? look : Reflect.get(target, key)),
  }),
});
