import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import { needPeopleTexts } from "../../app/i18n.ts";
import { askedDesktop, turnDesktop, worthOffering } from "../../kit/desktop.ts";

const ID = "offer-desktop";
/** Milliseconds; who does not answer is asked again when they are ready the next time. */
const STANDS = 15_000;

/**
 * Says what notices on the desktop are good for, before the browser asks in its own words. Not where
 * offers appear: the first one comes while the question still stands.
 */
export async function offerDesktop(): Promise<void> {
  if (!worthOffering()) return;
  await needPeopleTexts();
  notifications.show({ id: ID, position: "top-center", autoClose: STANDS, withCloseButton: false, message: <Offer /> });
}

function Offer() {
  const { t } = useTranslation("account");
  const answer = (on: boolean): void => {
    notifications.hide(ID);
    if (on) void turnDesktop(true);
    else askedDesktop();
  };
  return (
    <>
      <Text size="md">{t("desktop.offer")}</Text>
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" onClick={() => answer(true)}>
          {t("desktop.yes")}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => answer(false)}>
          {t("desktop.notNow")}
        </Button>
      </Group>
    </>
  );
}
