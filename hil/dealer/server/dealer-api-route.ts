import type { Context } from 'hono';
import type { BodyForm } from '../../http/body-form.ts';
import type { ErrorStatus } from '../../http/http-error.ts';
import { readJson } from '../../http/read-json.ts';
import type { MediaAnswer, NamedSchema, QueryParameter, RouteDescription } from '../../http/route.ts';
import type { Caller, DealerService, DealerSession } from '../dealer-service.ts';
import { callerOf, type DealerAccess } from './dealer-guard.ts';
import { REFUSAL } from './refusal-error.ts';

/** One JSON route: documented like the car's, with the access that the guard checks. It is created without a dealer. */
export interface DealerApiRoute extends RouteDescription {
  readonly access: DealerAccess;
  /**
   * @param admitted returns the session, once everything sent has been read
   * @throws HttpError where it refuses
   */
  respond(service: DealerService, context: Context, admitted: Admitted): Promise<Response>;
}

/** The session, if it still exists and has access to the route when this is called; throws a refusal otherwise. */
type Admitted = () => DealerSession | null;

/** The context of a handler. */
interface DealerCall<Body> {
  readonly service: DealerService;
  readonly caller: Caller;
  readonly body: Body;
  /** A parameter of the path. */
  readonly param: (name: string) => string;
  /** A parameter of the query; undefined where it is absent. */
  readonly query: (name: string) => string | undefined;
}

interface Spec<Body> {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly query?: readonly QueryParameter[];
  readonly body?: BodyForm<Body>;
  readonly status?: 200 | 201;
  readonly errors?: readonly ErrorStatus[];
}

interface JsonSpec<Body, Value> extends Spec<Body> {
  readonly answer: NamedSchema<Value>;
}

/** A route without access control. */
export function openRoute<Body, Value>(
  spec: JsonSpec<Body, Value> & {
    handle(call: DealerCall<Body>, session: DealerSession | null): Value | Promise<Value>;
  },
): DealerApiRoute {
  return {
    ...describe(spec, 'anyone', spec.answer),
    respond: async (service, context, admitted) => {
      const call = await callOf(service, context, spec.body);
      return context.json(await spec.handle(call, admitted()), spec.status ?? 200);
    },
  };
}

/** A route for signed-in people with the required access. */
export function sessionRoute<Body, Value>(
  spec: JsonSpec<Body, Value> & {
    readonly access: Exclude<DealerAccess, 'anyone'>;
    handle(call: DealerCall<Body>, session: DealerSession): Value | Promise<Value>;
  },
): DealerApiRoute {
  return {
    ...describe(spec, spec.access, spec.answer),
    respond: async (service, context, admitted) => {
      const call = await callOf(service, context, spec.body);
      return context.json(await spec.handle(call, signedIn(admitted())), spec.status ?? 200);
    },
  };
}

/** A route that answers with a file. */
export function fileRoute(
  spec: Spec<object> & {
    readonly access: Exclude<DealerAccess, 'anyone'>;
    readonly answer: MediaAnswer;
    handle(call: DealerCall<object>, session: DealerSession): { readonly name: string; readonly text: string };
  },
): DealerApiRoute {
  return {
    ...describe(spec, spec.access, spec.answer),
    respond: async (service, context, admitted) => {
      const { name, text } = spec.handle(await callOf(service, context, spec.body), signedIn(admitted()));
      context.header('content-type', spec.answer.types[0]);
      context.header('content-disposition', `attachment; filename="${name}"`);
      return context.body(text);
    },
  };
}

function describe<Body>(
  spec: Spec<Body>,
  access: DealerAccess,
  answer: RouteDescription['answer'],
): RouteDescription & { readonly access: DealerAccess } {
  const { method, path, summary, description, query = [], body = null, status = 200, errors = [] } = spec;
  return {
    ...{ method, path, summary, description, query, body, status, answer, access },
    errors: access === 'anyone' ? errors : [401, ...errors],
    refusal: REFUSAL,
    wantsToken: access !== 'anyone',
  };
}

async function callOf<Body>(
  service: DealerService,
  context: Context,
  form: BodyForm<Body> | undefined,
): Promise<DealerCall<Body>> {
  // Without a form, the body is ignored.
  const body = form === undefined ? ({} as Body) : form.read(await readJson(context));
  return {
    service,
    caller: callerOf(context),
    body,
    param: (name) => context.req.param(name) ?? '',
    query: (name) => context.req.query(name),
  };
}

function signedIn(session: DealerSession | null): DealerSession {
  if (session === null) throw new TypeError('the guard let somebody through who is not signed in');
  return session;
}
