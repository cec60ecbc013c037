import { type Kysely, sql } from 'kysely';

/** Which events are of users who were erased: none of those that stand in a view already. */
export async function addErasedEvents(db: Kysely<unknown>): Promise<void> {
  // Of what is left to be removed the table may be gone.
  const { rows } = await sql<{ name: string }>`
    select table_name as name from view_builds where view = 'events'
    and (view_builds.name is not null or table_name in (select pending from views))`.execute(db);
  for (const { name } of [{ name: 'view_events' }, ...rows]) {
    await db.schema
      .alterTable(name)
      .addColumn('erased', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  }
}
