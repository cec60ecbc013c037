import { toDisplayName } from '../../domain/display-name.ts';
import type { Position } from '../../ports/position.ts';
import type { UserDocument } from '../../ports/user-view.ts';
import type { Clock } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { CommandInfo } from '../request-info.ts';
import { requireViewer, type Viewer } from '../viewer.ts';
import { parseFields } from './parse-fields.ts';

export interface DisplayNameInput {
  /** Left out, null or empty for none. */
  readonly displayName?: string | null | undefined;
}

export interface DisplayNameSet {
  readonly user: UserDocument;
  /** Where the change stands; for the name that was there already, where the log ends. */
  readonly position: Position;
}

/**
 * Gives the viewer another name to be shown. The name that stands already succeeds too, and leaves no trace.
 * @throws AccessDenied when nobody is signed in
 * @throws DomainError INVALID_INPUT; FORBIDDEN for an account that is not active; CONFLICT when others kept
 * changing it
 * @throws Unavailable
 */
export type ChangeDisplayName = (
  viewer: Viewer | null,
  input: DisplayNameInput,
  info: CommandInfo,
) => Promise<DisplayNameSet>;

export function makeChangeDisplayName(deps: {
  readonly handleCommand: HandleCommand;
  readonly clock: Clock;
}): ChangeDisplayName {
  return async (viewer, input, info) => {
    const { userId } = requireViewer(viewer);
    const { displayName } = parseFields({ displayName: toDisplayName(input.displayName) });
    const command = { type: 'ChangeDisplayName', now: deps.clock(), displayName } as const;
    const { user, version, position } = await deps.handleCommand({ userId, command, info });
    return { user: toUserDocument(userId, user, version), position };
  };
}
