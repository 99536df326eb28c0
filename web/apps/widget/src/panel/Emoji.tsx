import { useEffect, useRef } from "preact/hooks";

const EMOJI = "😀 😂 🙂 😉 😍 🤔 😢 😡 👍 👎 🙏 👏 💪 🎉 ❤️ ✅ ❌ ⚠️ 📦 🚚 💳 📅 ☀️ 🌴".split(" ");

export function Emoji({ choose, fold }: { choose: (one: string) => void; fold: () => void }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector("button")?.focus(), []);
  return (
    // Escape folds the emoji away, and nothing else.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      class="emoji"
      ref={list}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        fold();
      }}
    >
      {EMOJI.map((one) => (
        <button key={one} type="button" onClick={() => choose(one)}>
          {one}
        </button>
      ))}
    </div>
  );
}
