// Offers pictures as PNG, which the browser paints from the SVG. Without this file the SVG is there.
(() => {
  const longest = 16000; // more pixels than that on a side are painted by no browser
  for (const link of document.querySelectorAll("a.as-png")) {
    link.hidden = false;
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const text = await (await fetch(link.href)).text();
      const image = new Image();
      image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
      await image.decode();
      const scale = Math.min(2, longest / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.ceil(image.width * scale);
      canvas.height = Math.ceil(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const made = document.createElement("a");
      made.href = canvas.toDataURL("image/png");
      made.download = new URL(link.href).pathname.split("/").pop().replace(/\.svg$/, ".png");
      made.click();
    });
  }
})();
