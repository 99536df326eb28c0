// Reads a code with the camera where the browser can; everything else works without script.
(() => {
  const button = document.getElementById("scan");
  const video = document.getElementById("video");
  const field = document.getElementById("code");
  if (!button || !video || !field || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const say = { start: button.textContent, stop: button.dataset.stop };
  let stream = null;
  const stop = () => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
    video.hidden = true;
    button.textContent = say.start;
  };
  const look = async (reader) => {
    if (!stream) return;
    const found = await reader.detect(video).catch(() => []);
    const text = found.length > 0 ? found[0].rawValue.trim() : "";
    if (text) {
      stop();
      field.value = text.slice(0, 40);
      field.form.requestSubmit();
      return;
    }
    setTimeout(() => void look(reader), 150);
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (stream) { stop(); field.focus(); return; }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      button.hidden = true;
      field.focus();
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    button.textContent = say.stop;
    await video.play();
    void look(new BarcodeDetector());
  });
})();
