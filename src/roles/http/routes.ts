import type { IncomingMessage, ServerResponse } from 'node:http';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What a path answers, by method. HEAD is answered as GET is, without the body. */
export interface Route {
  readonly GET?: Handler;
  readonly POST?: Handler;
  /** The body that tells callers of this path why they are refused; `{ error }` if left out. */
  readonly refusal?: (message: string) => unknown;
}

/** The paths that a server answers. */
export type Routes = Readonly<Record<string, Route>>;

/** Looks at every request before its handler does. @throws Refused */
export type Guard = (request: IncomingMessage, response: ServerResponse) => void;

/** The route of a request; undefined when there is none. The path has to be exactly its own. */
export function routeOf(routes: Routes, request: IncomingMessage): Route | undefined {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  return Object.hasOwn(routes, path) ? routes[path] : undefined;
}

/** The handler of a method; undefined when the path does not know it. */
export function handlerOf({ GET, POST }: Route, method = ''): Handler | undefined {
  switch (method) {
    case 'GET':
    case 'HEAD':
      return GET;
    case 'POST':
      return POST;
    default:
      return undefined;
  }
}

/** The header Allow (RFC 9110, section 10.2.1). */
export function allowed({ GET, POST }: Route): string {
  return [...(GET ? ['GET', 'HEAD'] : []), ...(POST ? ['POST'] : []), 'OPTIONS'].join(', ');
}
