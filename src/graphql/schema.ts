import { builder } from './builder.ts';
import { refuseNul } from './refuse-nul.ts';
import './scalars.ts';
import './error-types.ts';
import './node.ts';
import './user.ts';
import './session.ts';
import './login.ts';
import './login-statistics.ts';
import './event.ts';
import './registration.ts';
import './authentication.ts';
import './refresh.ts';
import './session-commands.ts';
import './password.ts';
import './password-reset.ts';
import './email-verification.ts';
import './email-change.ts';
import './account-status.ts';
import './erasure.ts';
import './roles.ts';
import './display-name.ts';
import './projections.ts';
import './login-events.ts';

/** The schema that callers rely on; `schema.graphql` is its printed form. */
export const schema = refuseNul(builder.toSchema());
