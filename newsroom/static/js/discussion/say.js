// What has just happened in the discussion, for those who hear the page.

const box = document.createElement("p");
box.className = "visually-hidden";
box.setAttribute("role", "status");
document.body.append(box);

// After the focus has moved, so that both are heard.
export function say(words) {
  box.textContent = "";
  setTimeout(() => { box.textContent = words; }, 100);
}
