import { Notifications } from "@mantine/notifications";

/** What was done, or could not be: at the edge of the screen, a few at a time. */
export function Notices() {
  return <Notifications position="bottom-right" limit={4} transitionDuration={120} />;
}
