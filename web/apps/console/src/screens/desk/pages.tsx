import { useParams } from "@tanstack/react-router";
import { DeskScreen } from "./DeskScreen.tsx";

/** `/t/<slug>/desk` */
export function InboxPage() {
  return <DeskScreen interactionId={null} />;
}

/** `/t/<slug>/desk/<interaction>` */
export function InteractionPage() {
  const { interaction } = useParams({ from: "/shell/t/$tenant/desk/$interaction" });
  return <DeskScreen interactionId={interaction} />;
}
