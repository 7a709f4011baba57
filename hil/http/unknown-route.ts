import type { Context } from 'hono';
import { HttpError } from './http-error.ts';

/** What is served: a method in lower case, and a path with its parameters as `{id}` or `:id`. */
export interface ServedRoute {
  readonly method: string;
  readonly path: string;
}

/** 405, with the methods in `Allow`, where the path is served with another method; else 404. */
export function unknownRoute(context: Context, routes: readonly ServedRoute[]): HttpError {
  const { method, path } = context.req;
  const allowed = allowedMethods(path, routes);
  if (allowed.length === 0) {
    return new HttpError(404, `no route at ${path.slice(0, 100)}`, {
      hint: 'see GET /api/openapi.json for all routes',
    });
  }
  context.header('allow', allowed.join(', '));
  return new HttpError(405, `${method} is not supported at ${path}`, { hint: `use ${allowed.join(' or ')}` });
}

function allowedMethods(path: string, routes: readonly ServedRoute[]): readonly string[] {
  const methods = routes
    .filter((route) => patternOf(route.path).test(path))
    // HEAD is served with GET.
    .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  return [...new Set(methods)];
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}|:\w+/g, '[^/]+')}$`);
}
