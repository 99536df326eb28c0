/** A short tone for what an agent says while nobody looks. Off unless the visitor wants it. */
export function ring(): void {
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  const { currentTime: now } = sound;
  tone.frequency.setValueAtTime(880, now);
  tone.frequency.setValueAtTime(1175, now + 0.1);
  volume.gain.setValueAtTime(0.08, now);
  volume.gain.exponentialRampToValueAtTime(0.001, now + 0.4);
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(now + 0.4);
  tone.onended = () => void sound.close();
}
