// plotly in Thai: words of the chart's buttons, names of months and days. Read by charts whose config says locale "th".
(function () {
  "use strict";
  const locale = {
    moduleType: "locale",
    name: "th",
    dictionary: {
      "Autoscale": "ปรับมาตราส่วนอัตโนมัติ",
      "Box Select": "เลือกเป็นกรอบ",
      "Click to enter Plot title": "ชื่อแผนภูมิ",
      "Double-click on legend to isolate one trace": "ดับเบิลคลิกเพื่อแสดงเพียงรายการเดียว",
      "Double-click to zoom back out": "ดับเบิลคลิกเพื่อย่อกลับ",
      "Download plot": "บันทึกแผนภูมิเป็นรูป",
      "Download plot as a PNG": "บันทึกแผนภูมิเป็นรูป PNG",
      "Lasso Select": "เลือกโดยวาดเส้นล้อม",
      "Pan": "เลื่อน",
      "Reset": "คืนค่าเดิม",
      "Reset axes": "คืนค่าแกน",
      "Snapshot succeeded": "บันทึกรูปแล้ว",
      "Sorry, there was a problem downloading your snapshot!": "บันทึกรูปไม่สำเร็จ",
      "Taking snapshot - this may take a few seconds": "กำลังบันทึกรูป",
      "Zoom": "ขยายเฉพาะส่วน",
      "Zoom in": "ขยาย",
      "Zoom out": "ย่อ"
    },
    format: {
      days: ["อาทิตย์", "จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์"],
      shortDays: ["อา.", "จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส."],
      months: ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"],
      shortMonths: ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."],
      date: "%d/%m/%Y"
    }
  };
  if (typeof window.Plotly === "undefined") {
    window.PlotlyLocales = window.PlotlyLocales || [];
    window.PlotlyLocales.push(locale);
  } else {
    window.Plotly.register(locale);
  }
})();
