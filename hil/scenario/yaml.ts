// For `await import`: esbuild gives a CommonJS package that is imported so no named exports, but a module that
// re-exports them has them.
export { stringify } from 'yaml';
