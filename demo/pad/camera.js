// The camera of a computer. A phone's own camera program is better than ours: there the file chooser opens it.

const HAND_HELD = matchMedia("(pointer: coarse)");

// Returns what the camera's button does, and what "Take picture" does. take: is handed the picture, tell: a sentence.
export function camera({ element, chooser, offer, take, tell }) {
  const dialog = element.querySelector(".pad-shot");
  const video = element.querySelector("video");
  let filming = 0; // which stream of the camera is waited for

  async function film() {
    const mine = ++filming;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
    } catch {
      tell("The camera cannot be used. Allow it for this page in the browser, or upload a picture.");
      return;
    }
    // By the time it is allowed, it may have been asked for once more, or this pad be in a hidden tab: there nobody
    // would see the dialog, and nothing beside it could be clicked.
    if (mine !== filming || !element.offsetParent) return stop(stream);
    video.srcObject = stream;
    dialog.showModal();
  }

  function shoot() {
    const picture = document.createElement("canvas");
    [picture.width, picture.height] = [video.videoWidth, video.videoHeight];
    if (!picture.width) return; // it is still starting
    picture.getContext("2d")?.drawImage(video, 0, 0);
    picture.toBlob(take, "image/png");
    dialog.close();
  }

  dialog.addEventListener("close", () => {
    stop(video.srcObject);
    video.srcObject = null;
  });

  async function look() {
    const devices = await navigator.mediaDevices?.enumerateDevices() ?? []; // none but on localhost and over HTTPS
    offer(HAND_HELD.matches || devices.some(({ kind }) => kind === "videoinput"));
  }
  look();

  return { open: () => (HAND_HELD.matches ? chooser.click() : film()), shoot };
}

function stop(stream) {
  for (const track of stream.getTracks()) track.stop();
}
