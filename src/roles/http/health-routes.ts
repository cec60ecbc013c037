import type { Log } from '../../application/log.ts';
import type { Readiness } from '../readiness.ts';
import type { Routes } from './routes.ts';
import { sendJson } from './send-json.ts';

/** Whether the process lives, and whether it can do its work. */
export function healthRoutes(readiness: Readiness, log: Log): Routes {
  return {
    '/livez': { GET: (_request, response) => sendJson(response, 200, { status: 'alive' }) },
    '/readyz': {
      GET: (_request, response) =>
        readiness.report().then(
          (report) => sendJson(response, report.status === 'unavailable' ? 503 : 200, report),
          (error: unknown) => {
            log.error({ err: error }, 'The readiness cannot be told');
            sendJson(response, 500, { status: 'unavailable' });
          },
        ),
    },
  };
}
