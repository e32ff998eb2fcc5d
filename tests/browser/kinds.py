"""One of everything that a customer can send."""

# What the product's shell runs, with the customer's `openid` filled in.
MAKE = """
from datetime import timedelta
from io import BytesIO
from uuid import uuid4
import math, struct, wave
import av
from PIL import Image, ImageDraw
from django.contrib.auth.models import User
from django.utils import timezone
from console.actions.note_event import Noted, note_event
from console.actions.receive import Inbound, receive
from console.media import sounds
from history import attachments, services
from history.attachments import Media, Stored
from history.models import Conversation, Customer, Message
from history.services import Event, Received

customer = Customer.objects.select_related("channel").get(external_id="{openid}")
names = {{"channel": customer.channel, "customer_id": customer.external_id, "name": customer.name}}

def says(kind, text="", media=None, **payload):
    received = Received(external_id=str(uuid4()), kind=kind, text=text, payload=payload, media=media)
    return receive(Inbound(received=received, **names)).message

def picture(width, height, colours):
    image = Image.new("RGB", (width, height), colours[0])
    drawing = ImageDraw.Draw(image)
    for n, colour in enumerate(colours):
        drawing.ellipse((width * n / 4, height * n / 5, width * (n + 2) / 4, height * (n + 3) / 5), fill=colour)
    out = BytesIO()
    image.save(out, "JPEG")
    return Stored(shown=attachments.keep(out.getvalue(), extension="jpg"), shown_type="image/jpeg",
                  name="photo.jpg", size=len(out.getvalue()), width=width, height=height)

def voice(seconds):
    out, rate = BytesIO(), 8000
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, rate, 0, "NONE", ""))
        loud = lambda n: abs(math.sin(n / 2900) * math.sin(n / 1370) * math.cos(n / 8100))
        sound.writeframes(b"".join(
            struct.pack("<h", int(12000 * loud(n) * math.sin(n / 5))) for n in range(int(rate * seconds))))
    heard = sounds.prepare(BytesIO(out.getvalue()))
    return Stored(shown=attachments.keep(heard.data, extension="mp3"), shown_type="audio/mpeg", name="voice.mp3",
                  size=len(heard.data), seconds=heard.seconds, waveform=heard.waveform)

def film():
    out = BytesIO()
    with av.open(out, "w", format="mp4") as target:
        stream = target.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 200, "yuv420p"
        for n in range(20):
            target.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", (320, 200), (9 * n, 99, 90)))))
        target.mux(stream.encode(None))
    return Stored(shown=attachments.keep(out.getvalue(), extension="mp4"), shown_type="video/mp4", name="film.mp4")

def does(event, left=None, **payload):
    note_event(Noted(left=left, event=Event(external_id=str(uuid4()), name=event, payload=payload), **names))

does("scanned", scene="lobby")
says("text", "谢谢/:rose 明天见 [微笑][社会社会] https://grata.test/ /:jump")
attachments.attach(says("image"), picture(1200, 800, ("#1f6f8b", "#4bb39a", "#f2c879")))
attachments.attach(says("image"), picture(300, 900, ("#6d539f", "#a8436e", "#f2c879")))
attachments.attach(says("voice"), voice(7))
attachments.attach(says("voice"), voice(8))
attachments.attach(says("voice"), Stored(original=attachments.keep(b"silk", extension="silk"),
                   error="This kind of recording can't be played here. It can be downloaded."))
attachments.attach(says("video"), film())
says("file", "合同 2026.pdf", size=2_500_000)
says("location", "上海市黄浦区中山东一路 外滩", latitude=31.2304, longitude=121.4737, scale=15)
says("link", "Ten things to do in Shanghai", url="https://travel.example/shanghai?a=1",
     description="A walk along the river, a tower, and the best dumplings of the old town.")
says("app_page", "订票小程序")
says("other", type="unsupported")
says("other", type="shakearound")
says("card", "海景餐厅 · 早餐", title="海景餐厅 · 早餐", teaser="每日 6:30–10:30，二楼", url="https://grata.test/breakfast")
far = timezone.now() + timedelta(days=3)
attachments.expect(says("image"), Media(source={{}}, expires_at=far))
attachments.Attachment.objects.filter(message=Message.objects.latest("pk")).update(due_at=far)
attachments.fail(attachments.expect(says("voice"), Media(source={{}}, expires_at=far)), reason="WeChat is busy.")
attachments.fail(attachments.expect(says("video"), Media(source={{}})), reason="WeChat no longer has this file.", gone=True)
does("menu_pressed", key="HOURS")
does("left", left=True)
Customer.objects.filter(pk=customer.pk).update(
    place={{"latitude": 31.2304, "longitude": 121.4737, "precision": 30.0}}, placed_at=timezone.now() - timedelta(minutes=5))
"""
